import type { Movie } from './movie.js';

/** Puts movies into an order, that of their ids. Those that aren't named stay before all others. */
export function arrangeMovies(movies: Map<string, Movie>, ids: Iterable<string>): void {
  for (const id of ids) {
    const movie = movies.get(id);
    if (movie === undefined) continue;
    // A map puts a key at the end only if it is new.
    movies.delete(id);
    movies.set(id, movie);
  }
}
