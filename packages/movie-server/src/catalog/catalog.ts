import type { Movie } from './movie.js';

/** The movies in memory. */
export class MovieCatalog {
  readonly #movies: ReadonlyMap<string, Movie>;

  /** @param movies in the database's order, no id twice */
  constructor(movies: readonly Movie[]) {
    this.#movies = new Map(movies.map((movie) => [movie.id, movie]));
  }

  /** How many movies there are. */
  get size(): number {
    return this.#movies.size;
  }

  /** The movie with this id, in constant time. */
  get(id: string): Movie | undefined {
    return this.#movies.get(id);
  }

  /** Every movie, in the database's order. */
  all(): Iterable<Movie> {
    return this.#movies.values();
  }
}
