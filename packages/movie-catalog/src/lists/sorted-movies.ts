import type { MovieIndex } from '../lazy-index.js';
import type { Movie } from '../movie.js';
import type { MovieChange } from '../store.js';
import { firstIndex } from './first-index.js';
import type { Compare } from './movie-order.js';

/** Some movies in order, never none. It is never changed, only replaced by another. */
export type Chunk = readonly Movie[];

/** Movies in order, cut into chunks which are in order too. */
export interface SortedList {
  readonly chunks: readonly Chunk[];
  /** The number of movies. */
  readonly length: number;
}

/** A longer chunk is cut in two. Longer ones cost more to replace; shorter ones are more, and cost more to find. */
const MAX_CHUNK = 128;

/** All movies in one order. A change costs the same wherever it is: some microseconds among a million. */
export class SortedMovies implements SortedList, MovieIndex {
  readonly #compare: Compare;
  readonly #chunks: Chunk[] = [];
  #length = 0;

  constructor(compare: Compare) {
    this.#compare = compare;
  }

  /** What they are now. The outer array changes, the chunks don't. */
  get chunks(): readonly Chunk[] {
    return this.#chunks;
  }

  get length(): number {
    return this.#length;
  }

  replace({ before, after }: MovieChange): void {
    if (before) this.#remove(before);
    if (after) this.#add(after);
  }

  #add(movie: Movie): void {
    // What comes after all others goes to the end of the last chunk.
    const index = Math.max(0, Math.min(this.#chunkOf(movie), this.#chunks.length - 1));
    const chunk = this.#chunks[index] ?? [];
    const longer = chunk.toSpliced(this.#indexIn(chunk, movie), 0, movie);
    this.#length++;
    if (longer.length <= MAX_CHUNK) this.#chunks[index] = longer;
    else this.#chunks.splice(index, 1, longer.slice(0, MAX_CHUNK >> 1), longer.slice(MAX_CHUNK >> 1));
  }

  #remove(movie: Movie): void {
    const index = this.#chunkOf(movie);
    const chunk = this.#chunks[index] ?? [];
    const shorter = chunk.toSpliced(this.#indexIn(chunk, movie), 1);
    this.#length--;
    if (shorter.length > 0) this.#chunks[index] = shorter;
    else this.#chunks.splice(index, 1);
  }

  /** The index of the first chunk that doesn't end before the movie. */
  #chunkOf(movie: Movie): number {
    return firstIndex(this.#chunks, (chunk) => {
      const last = chunk.at(-1);
      return last !== undefined && this.#compare(last, movie) >= 0;
    });
  }

  #indexIn(chunk: Chunk, movie: Movie): number {
    return firstIndex(chunk, (other) => this.#compare(other, movie) >= 0);
  }
}
