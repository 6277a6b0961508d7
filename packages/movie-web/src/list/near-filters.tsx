import type { ValueCount } from 'movie-proto/web';
import { useEffect } from 'preact/hooks';
import { query, showQuery } from '../address.js';
import type { CatalogQuery } from '../catalog-query.js';
import { loadSuggestions, suggestions } from '../suggestions.js';
import { nearest } from './nearest.js';

interface Near {
  /** What is wrong: `No genre contains “Sprot”.` */
  readonly problem: string;
  readonly found: ValueCount;
  readonly next: CatalogQuery;
}

/** When nothing is found: values that are like those of the filters, and exist. */
export function NearFilters() {
  useEffect(() => void loadSuggestions(), []);
  return nearOf(query.value).map(({ problem, found: { value, count }, next }) => (
    <p key={problem} class="near">
      {problem}
      <button type="button" class="button" onClick={() => showQuery(next)}>
        {value} ({count.toLocaleString('en')})
      </button>
    </p>
  ));
}

function nearOf(shown: CatalogQuery): readonly Near[] {
  const { genres, directors, labelKeys } = suggestions.value;
  const near: Near[] = [];
  const add = (problem: string, found: ValueCount | undefined, next: (value: string) => CatalogQuery) => {
    if (found) near.push({ problem, found, next: next(found.value) });
  };
  const { director } = shown;
  const likeDirector = nearest(director, directors);
  add(`No director contains “${director}”.`, likeDirector, (value) => ({ ...shown, director: value }));
  for (const [index, genre] of shown.genres.entries()) {
    const next = (value: string) => ({ ...shown, genres: shown.genres.with(index, value) });
    add(`No genre contains “${genre}”.`, nearest(genre, genres), next);
  }
  for (const [index, label] of shown.labels.entries()) {
    const [key = '', ...value] = label.split('=');
    const next = (found: string) => ({ ...shown, labels: shown.labels.with(index, [found, ...value].join('=')) });
    add(`No label is called “${key}”.`, nearest(key.trim(), labelKeys, 'whole'), next);
  }
  return near;
}
