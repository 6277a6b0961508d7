import type { LabelFilter, MovieFilter, MovieQuery, MovieSelection } from './movie.js';
import { ORDERS } from './movie-messages.js';
import {
  type Check,
  type Checks,
  checkKeys,
  flag,
  listOf,
  number,
  objectOf,
  oneOf,
  text,
  wholeNumber,
} from './value-checks.js';

const LABEL_CHECKS = { key: text, value: text } satisfies Checks<LabelFilter>;

const label: Check = (value, name) => {
  const { key }: { readonly key?: unknown } = checkKeys(value, LABEL_CHECKS, 'a part of a label', name);
  text(key, `${name}.key`);
};

const FILTER_CHECKS = {
  titleContains: text,
  directorContains: text,
  allGenres: listOf(text),
  anyGenres: listOf(text),
  minRating: number,
  maxRating: number,
  minReleaseYear: wholeNumber,
  maxReleaseYear: wholeNumber,
  labels: listOf(label),
  text,
  rated: flag,
} satisfies Checks<MovieFilter>;

const QUERY_CHECKS = { ...FILTER_CHECKS, orderBy: oneOf(ORDERS), descending: flag } satisfies Checks<MovieQuery>;

/** Takes filters. */
export const filter = objectOf(FILTER_CHECKS, 'a condition of a filter');

/** @throws TypeError or RangeError that names what is wrong with a query */
export function checkQuery(query: unknown): void {
  checkKeys(query, QUERY_CHECKS, 'a part of a query');
}

/** @throws TypeError or RangeError that names what is wrong with a selection */
export function checkSelection(selection: MovieSelection): void {
  checkKeys(selection, { ids: listOf(text), filter }, 'a part of a selection', 'selection');
  const parts = Object.values(selection).filter((part) => part !== undefined);
  if (parts.length !== 1) {
    throw new TypeError('A selection has ids or a filter: exactly one of them.');
  }
}
