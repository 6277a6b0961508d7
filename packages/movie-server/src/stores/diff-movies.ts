import type { Movie } from '../catalog/movie.js';
import { sameMovie } from '../catalog/same-movie.js';
import type { MovieChange } from './store.js';

/**
 * The changes that turn one set of movies into another: those that are new or different, in the order of `after`, then
 * those that are gone. A mere change of order is none.
 *
 * A movie of `after` that did not change is replaced by the same movie of `before`, so that its text isn't held twice.
 */
export function diffMovies(before: ReadonlyMap<string, Movie>, after: Map<string, Movie>): MovieChange[] {
  const changes: MovieChange[] = [];
  for (const [id, movie] of after) {
    const known = before.get(id);
    if (known !== undefined && sameMovie(known, movie)) after.set(id, known);
    else changes.push({ id, before: known, after: movie });
  }
  for (const [id, movie] of before) {
    if (!after.has(id)) changes.push({ id, before: movie, after: undefined });
  }
  return changes;
}
