import type { Movie } from '../movie.js';
import type { MovieTable } from '../movie-table.js';
import { sameMovie } from '../same-movie.js';
import type { MovieChange } from '../store.js';

/**
 * The changes that turn one set of movies into another: those that are new or different, in the order of `after`, then
 * those that are gone. A different order alone is no change.
 *
 * @param after a movie in it that did not change is replaced by the same one of `before`, so that memory holds it once
 */
export function diffMovies(before: ReadonlyMap<string, Movie>, after: MovieTable): MovieChange[] {
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
