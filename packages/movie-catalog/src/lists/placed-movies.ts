import { firstIndex } from '../first-index.js';
import type { Movie } from '../movie.js';

/** A movie, and its place in the database's order. */
export interface PlacedMovie {
  readonly place: number;
  readonly movie: Movie;
}

/** Movies in the database's order, which don't change. */
export interface PlacedMovies {
  /** Names the places: among those of another generation they mean nothing. */
  readonly generation: string;
  /** The number of movies. */
  readonly size: number;
  /** The movies from a place on, taken or not; back to the first one if descending. */
  from(place: number, descending: boolean): Iterable<PlacedMovie>;
}

/** Some of the movies of a generation, which come in the order of their places. */
export class SomePlacedMovies implements PlacedMovies {
  readonly generation: string;
  readonly #movies: Movie[] = [];
  readonly #places: number[] = [];

  constructor(generation: string) {
    this.generation = generation;
  }

  get size(): number {
    return this.#movies.length;
  }

  push({ place, movie }: PlacedMovie): void {
    this.#movies.push(movie);
    this.#places.push(place);
  }

  *from(start: number, descending: boolean): Generator<PlacedMovie, undefined> {
    const first = firstIndex(this.#places, (place) => (descending ? place > start : place >= start));
    const step = descending ? -1 : 1;
    for (let index = descending ? first - 1 : first; ; index += step) {
      const movie = this.#movies[index];
      const place = this.#places[index];
      if (movie === undefined || place === undefined) return undefined;
      yield { place, movie };
    }
  }
}
