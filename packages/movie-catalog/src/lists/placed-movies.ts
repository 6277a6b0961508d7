import { firstIndex } from '../first-index.js';
import type { Movie } from '../movie.js';
import type { PagePart } from './movie-page.js';

/** Movies that follow one another in the database's order, or in the order from its end. */
export interface PlacedPart extends PagePart {
  /** The place of a movie in that order, by its index among these. */
  readonly placeOf: (index: number) => number | undefined;
}

/** Movies in the database's order, which don't change. */
export interface PlacedMovies {
  /** Names the places: among those of another generation they mean nothing. */
  readonly generation: string;
  /** The number of movies. */
  readonly size: number;
  /** The movies from a place on, taken or not; back to the first one if descending. */
  parts(place: number, descending: boolean): Iterable<PlacedPart>;
}

/** How many movies a part of some has at most. */
const PART_SIZE = 256;

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

  push(movie: Movie, place: number): void {
    this.#movies.push(movie);
    this.#places.push(place);
  }

  *parts(start: number, descending: boolean): Generator<PlacedPart, undefined> {
    const first = firstIndex(this.#places, (place) => (descending ? place > start : place >= start));
    if (descending) {
      for (let end = first; end > 0; end -= PART_SIZE) yield this.#part(Math.max(0, end - PART_SIZE), end, true);
    } else {
      for (let begin = first; begin < this.size; begin += PART_SIZE) yield this.#part(begin, begin + PART_SIZE, false);
    }
  }

  #part(begin: number, end: number, descending: boolean): PlacedPart {
    const movies = this.#movies.slice(begin, end);
    const places = this.#places.slice(begin, end);
    return partOf(descending ? movies.reverse() : movies, descending ? places.reverse() : places);
  }
}

/** A part that is of one page only. */
export function partOf(movies: readonly Movie[], places: readonly number[]): PlacedPart {
  return { movies, isShared: false, placeOf: (index) => places[index] };
}
