import type { MovieChange } from '../stores/store.js';
import { firstIndex } from './first-index.js';
import type { MovieIndex } from './lazy-index.js';
import type { Movie } from './movie.js';
import type { Compare } from './movie-order.js';

/** Some movies in order, never none. It is never changed, only replaced by another. */
export type Piece = readonly Movie[];

/** Movies in order, cut into pieces which are in order too. */
export interface SortedList {
  readonly pieces: readonly Piece[];
  /** The number of movies. */
  readonly length: number;
}

/** A longer piece is cut in two. Longer ones cost more to replace; shorter ones are more, and cost more to find. */
const MAX_PIECE = 128;

/** All movies in one order. A change costs the same wherever it is: some microseconds among a million. */
export class SortedMovies implements SortedList, MovieIndex {
  readonly #compare: Compare;
  readonly #pieces: Piece[] = [];
  #length = 0;

  constructor(compare: Compare) {
    this.#compare = compare;
  }

  /** What they are now. The outer array changes, the pieces don't. */
  get pieces(): readonly Piece[] {
    return this.#pieces;
  }

  get length(): number {
    return this.#length;
  }

  replace({ before, after }: MovieChange): void {
    if (before) this.#remove(before);
    if (after) this.#add(after);
  }

  #add(movie: Movie): void {
    // What comes after all others goes to the end of the last piece.
    const index = Math.max(0, Math.min(this.#pieceOf(movie), this.#pieces.length - 1));
    const piece = this.#pieces[index] ?? [];
    const longer = piece.toSpliced(this.#indexIn(piece, movie), 0, movie);
    this.#length++;
    if (longer.length <= MAX_PIECE) this.#pieces[index] = longer;
    else this.#pieces.splice(index, 1, longer.slice(0, MAX_PIECE >> 1), longer.slice(MAX_PIECE >> 1));
  }

  #remove(movie: Movie): void {
    const index = this.#pieceOf(movie);
    const piece = this.#pieces[index] ?? [];
    const shorter = piece.toSpliced(this.#indexIn(piece, movie), 1);
    this.#length--;
    if (shorter.length > 0) this.#pieces[index] = shorter;
    else this.#pieces.splice(index, 1);
  }

  /** The index of the first piece that doesn't end before the movie. */
  #pieceOf(movie: Movie): number {
    return firstIndex(this.#pieces, (piece) => {
      const last = piece.at(-1);
      return last !== undefined && this.#compare(last, movie) >= 0;
    });
  }

  #indexIn(piece: Piece, movie: Movie): number {
    return firstIndex(piece, (other) => this.#compare(other, movie) >= 0);
  }
}
