import type { Movie } from './movie.js';

/** What it takes of a map to arrange it. */
interface MutableMovies {
  get(id: string): Movie | undefined;
  set(id: string, movie: Movie): unknown;
  delete(id: string): unknown;
}

/** Puts movies into an order, that of their ids. Those that aren't named stay before all others. */
export function arrangeMovies(movies: MutableMovies, ids: Iterable<string>): void {
  for (const id of ids) {
    const movie = movies.get(id);
    if (movie === undefined) continue;
    // A map puts a key at the end only if it is new.
    movies.delete(id);
    movies.set(id, movie);
  }
}
