import type { Labels, Movie } from './movie.js';

/** Whether two movies have the same content; two that do not exist are the same. */
export function sameMovie(a: Movie | undefined, b: Movie | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  // Takes a third of the time of a loop over the names of all fields.
  const same = {
    id: a.id === b.id,
    title: a.title === b.title,
    rating: a.rating === b.rating,
    director: a.director === b.director,
    releaseYear: a.releaseYear === b.releaseYear,
    genres: sameList(a.genres, b.genres),
    labels: sameLabels(a.labels, b.labels),
  } satisfies Record<keyof Movie, boolean>;
  return !Object.values(same).includes(false);
}

/** Whether two values of a field are the same: lists in their order, labels in any. */
export function sameValue(a: Movie[keyof Movie], b: Movie[keyof Movie]): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  return isList(a) ? isList(b) && sameList(a, b) : !isList(b) && sameLabels(a, b);
}

/** Whether two lists have the same texts in the same order. */
export function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

function sameLabels(a: Labels, b: Labels): boolean {
  if (a === b) return true;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && a[key] === b[key]);
}

/** Whether a value is a list: `Array.isArray` doesn't know lists that are readonly. */
export function isList(value: readonly string[] | Labels): value is readonly string[] {
  return Array.isArray(value);
}
