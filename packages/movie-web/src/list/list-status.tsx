import { query, showQuery } from '../address.js';
import { type CatalogQuery, EVERYTHING, hasFilters, isSearch } from '../catalog-query.js';
import { CallError } from '../connect/call-error.js';
import { failureText } from '../failure-text.js';
import { movieList } from '../start-catalog.js';

/** How many movies there are, or why there are none. */
export function ListStatus() {
  const error = movieList.error.value;
  if (error !== undefined) {
    return (
      <div class="list-status is-failure" role="alert">
        <p>{failureText(error)}</p>
        {error instanceof CallError && error.code === 'invalid_argument' ? (
          <ShowAll />
        ) : (
          <button type="button" class="button" onClick={() => movieList.retry()}>
            Try again
          </button>
        )}
      </div>
    );
  }
  const total = movieList.total.value;
  return (
    <div class="list-status">
      <p role="status" aria-label="Result">
        {total === undefined ? 'Loading…' : resultText(total, query.value)}
      </p>
      {total === 0 && <WayOut />}
    </div>
  );
}

function resultText(total: number, shown: CatalogQuery): string {
  const count = `${total.toLocaleString('en')} ${total === 1 ? 'movie' : 'movies'}`;
  const words = shown.words.trim();
  if (isSearch(shown)) {
    if (total === 0) return `No movie matches “${words}”.`;
    return `${total === 1 ? 'One match' : `The ${total} best matches`} for “${words}”`;
  }
  if (words !== '') return `${count} whose title contains “${words}”`;
  return hasFilters(shown) ? `${count} with these filters` : count;
}

/** What to try when nothing is found. */
function WayOut() {
  const { words } = query.value;
  if (words !== '' && !isSearch(query.value)) {
    return (
      <button type="button" class="button" onClick={() => showQuery({ ...EVERYTHING, words })}>
        Search without filters
      </button>
    );
  }
  if (words === '' && !hasFilters(query.value)) return <p>Add the first one, or drop a file here.</p>;
  return <ShowAll />;
}

function ShowAll() {
  return (
    <button type="button" class="button" onClick={() => showQuery(EVERYTHING)}>
      Show all movies
    </button>
  );
}
