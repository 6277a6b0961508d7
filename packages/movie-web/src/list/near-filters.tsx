import type { ValueCount } from 'movie-proto/web';
import { useEffect } from 'preact/hooks';
import { query, showQuery } from '../address.js';
import type { CatalogQuery } from '../catalog-query.js';
import { loadSuggestions, suggestions } from '../suggestions.js';
import { nearest } from './nearest.js';

interface Near {
  readonly what: string;
  readonly typed: string;
  readonly found: ValueCount;
  readonly next: CatalogQuery;
}

/** When nothing is found: values that are like those of the filters, and exist. */
export function NearFilters() {
  useEffect(() => void loadSuggestions(), []);
  return nearOf(query.value).map(({ what, typed, found: { value, count }, next }) => (
    <p key={what + typed} class="near">
      No {what} contains “{typed}”.
      <button type="button" class="button" onClick={() => showQuery(next)}>
        {value} ({count.toLocaleString('en')})
      </button>
    </p>
  ));
}

function nearOf(shown: CatalogQuery): readonly Near[] {
  const { genres, directors } = suggestions.value;
  const { director } = shown;
  const near: Near[] = [];
  const add = (what: string, typed: string, values: readonly ValueCount[], next: (value: string) => CatalogQuery) => {
    const found = nearest(typed, values);
    if (found) near.push({ what, typed, found, next: next(found.value) });
  };
  add('director', director, directors, (value) => ({ ...shown, director: value }));
  for (const [index, genre] of shown.genres.entries()) {
    add('genre', genre, genres, (value) => ({ ...shown, genres: shown.genres.with(index, value) }));
  }
  return near;
}
