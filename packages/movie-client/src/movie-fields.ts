import type { v1 } from 'movie-proto';
import type { ImportMovie, MovieChanges, MovieFields, NewMovie } from './movie.js';
import { type Checks, checkKeys, listOf, nullOr, number, recordOf, text, wholeNumber } from './value-checks.js';

/** The name of a field that callers set. A field of the contract is missing nowhere, or this package doesn't compile. */
export type FieldName = Exclude<keyof v1.Movie, 'id' | 'etag'>;

const CHECKS = {
  title: text,
  rating: nullOr(number),
  director: text,
  releaseYear: wholeNumber,
  genres: listOf(text),
  labels: recordOf(text),
} satisfies Checks<Pick<v1.Movie, FieldName>> & Checks<MovieFields>;

/** The names in an update mask. */
const MASK_NAMES = {
  title: 'title',
  rating: 'rating',
  director: 'director',
  releaseYear: 'release_year',
  genres: 'genres',
  labels: 'labels',
} as const satisfies Record<FieldName, string>;

const KIND = 'a field of a movie';
const IDENTITY = { id: text, etag: text };
const NEW_CHECKS = { ...CHECKS, ...IDENTITY } satisfies Checks<NewMovie>;
const CHANGES_CHECKS = { ...CHECKS, setLabels: recordOf(nullOr(text)) } satisfies Checks<MovieChanges>;
const IMPORT_CHECKS = { ...CHANGES_CHECKS, ...IDENTITY } satisfies Checks<ImportMovie>;

/** Every field that callers set, in the contract's order. */
export const FIELD_NAMES = Object.keys(CHECKS) as readonly FieldName[]; // Object.keys widens the keys to string.

/**
 * Checks a movie to add.
 *
 * @throws TypeError or RangeError that names the first field that the contract can't have
 */
export function checkNewMovie(movie: unknown): void {
  checkKeys(movie, NEW_CHECKS, KIND);
}

/**
 * Checks a movie to import.
 *
 * @param name of the movie in messages
 * @throws TypeError or RangeError that names the first field that the contract can't have
 */
export function checkImportMovie(movie: ImportMovie, name: string): void {
  checkKeys(movie, IMPORT_CHECKS, KIND, name);
  checkLabels(movie, `${name}.`);
}

/**
 * Checks changes of a movie. They may be a whole movie as it was read, whose id and etag don't count.
 *
 * @param id of the movie that they are for; undefined for several movies
 * @throws TypeError or RangeError that names the first field that the contract can't have
 */
export function checkChanges(changes: MovieChanges & { readonly id?: unknown }, id?: string): void {
  checkKeys(changes, IMPORT_CHECKS, KIND);
  if (id !== undefined && changes.id !== undefined && changes.id !== id) {
    throw new TypeError(`id can't be changed: it is ${JSON.stringify(id)}.`);
  }
  checkLabels(changes);
}

function checkLabels({ labels, setLabels }: MovieChanges, prefix = ''): void {
  if (labels === undefined || setLabels === undefined) return;
  throw new TypeError(`${prefix}labels and setLabels contradict each other. Remove one of them.`);
}

/** The update mask for what is given. */
export function toMask(changes: MovieChanges): string[] {
  const whole = FIELD_NAMES.filter((name) => changes[name] !== undefined).map((name) => MASK_NAMES[name]);
  return [...whole, ...Object.keys(changes.setLabels ?? {}).map((key) => `labels.${quoted(key)}`)];
}

/** A key in a mask, by AIP-161. */
function quoted(key: string): string {
  return /^\w+$/.test(key) ? key : `\`${key}\``;
}
