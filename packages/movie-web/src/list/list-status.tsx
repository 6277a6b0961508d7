import { query, showQuery } from '../address.js';
import { type CatalogQuery, EVERYTHING, hasFilters, isSearch, withoutFilters } from '../catalog-query.js';
import { CallError } from '../connect/call-error.js';
import { failureText } from '../failure-text.js';
import { movieList } from '../start-catalog.js';
import { NearFilters } from './near-filters.js';

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
        {total === undefined
          ? 'Loading…'
          : resultText(total, query.value) + droppedText(movieList.droppedWords.value, query.value)}
      </p>
      {total !== 0 && hasFilters(query.value) && (
        <button type="button" class="button is-quiet" onClick={() => showQuery(withoutFilters(query.value))}>
          Clear filters
        </button>
      )}
      {total === 0 && <NearFilters />}
      {total === 0 && <WayOut />}
    </div>
  );
}

function resultText(total: number, shown: CatalogQuery): string {
  const count = `${total.toLocaleString('en')} ${total === 1 ? 'movie' : 'movies'}`;
  const words = shown.words.trim();
  const filters = hasFilters(shown) ? ' with these filters' : '';
  if (isSearch(shown)) {
    if (total === 0) return `No movie${filters} matches “${words}”.`;
    return `${total === 1 ? 'One match' : `The ${total} best matches`} for “${words}”${filters}.`;
  }
  if (words === '') return count + filters;
  return `${count}${filters} that ${total === 1 ? 'contains' : 'contain'} “${words}”`;
}

/** How many words of a search the server looks at. */
const MAX_WORDS = 16;

function droppedText(dropped: readonly string[], shown: CatalogQuery): string {
  if (dropped.length === 0) return '';
  const without = ` Without ${dropped.map((word) => `“${word}”`).join(', ')}`;
  // The first words count, whether a movie has them or not.
  if (shown.words.trim().split(/\s+/).length > MAX_WORDS) return `${without}.`;
  const filters = hasFilters(shown) ? ' with these filters' : '';
  return `${without}: no movie${filters} has ${dropped.length === 1 ? 'it' : 'them'}.`;
}

/** What to try when nothing is found. */
function WayOut() {
  const isFiltered = hasFilters(query.value);
  if (query.value.words === '') return isFiltered ? <ShowAll /> : <p>Add the first one, or drop a file here.</p>;
  if (!isFiltered && isSearch(query.value)) return <ShowAll />;
  return (
    <button
      type="button"
      class="button"
      onClick={() => showQuery({ ...withoutFilters(query.value), order: 'match', descending: false })}
    >
      {isFiltered ? 'Search without filters' : 'Search for words like these'}
    </button>
  );
}

function ShowAll() {
  return (
    <button type="button" class="button" onClick={() => showQuery(EVERYTHING)}>
      Show all movies
    </button>
  );
}
