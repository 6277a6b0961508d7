import type { MovieIndex } from '../lazy-index.js';
import type { Movie } from '../movie.js';
import { SortedChunks } from '../sorted-chunks.js';
import type { MovieChange } from '../store.js';

/** Some movies in order, never none. It is never changed, only replaced by another. */
export type Chunk = readonly Movie[];

/** Movies in order, cut into chunks which are in order too. */
export interface SortedList {
  readonly chunks: readonly Chunk[];
  /** The number of movies. */
  readonly length: number;
}

/** All movies in one order. */
export class SortedMovies extends SortedChunks<Movie> implements SortedList, MovieIndex {
  replace({ before, after }: MovieChange): void {
    if (before) this.remove(before);
    if (after) this.add(after);
  }
}
