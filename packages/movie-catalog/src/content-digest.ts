import type { Movie } from './movie.js';
import { hashOf } from './movie-hash.js';
import type { MovieChange } from './store.js';

/**
 * A digest of a set of movies, whatever their order. It is the sum of their hashes, so one change costs one
 * subtraction and one addition.
 */
export class ContentDigest {
  // A sum of 53-bit numbers would lose bits as one number. As two, each wraps at 32 bits and loses none.
  #high: number;
  #low: number;

  /** @param text the digest of what is in the set already, as `toString` gives it; nothing by default */
  constructor(text = '0'.repeat(16)) {
    this.#high = Number.parseInt(text.slice(0, 8), 16) | 0;
    this.#low = Number.parseInt(text.slice(8), 16) | 0;
  }

  add(movie: Movie): void {
    this.#sum(movie, 1);
  }

  /** Undoes the `add` of a movie with the same content. */
  remove(movie: Movie): void {
    this.#sum(movie, -1);
  }

  /** Follows changes of the set. */
  apply(changes: readonly MovieChange[]): void {
    for (const { before, after } of changes) {
      if (before) this.remove(before);
      if (after) this.add(after);
    }
  }

  /** Undoes changes, which are the latest of the set. */
  undo(changes: readonly MovieChange[]): void {
    for (const { before, after } of changes) {
      if (before) this.add(before);
      if (after) this.remove(after);
    }
  }

  /** Sixteen hexadecimal digits. */
  toString(): string {
    return [this.#high, this.#low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #sum(movie: Movie, sign: 1 | -1): void {
    const hash = hashOf(movie);
    this.#high = (this.#high + sign * Math.floor(hash / 0x1_0000_0000)) | 0;
    this.#low = (this.#low + sign * (hash >>> 0)) | 0;
  }
}
