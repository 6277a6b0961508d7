import { firstIndex } from '../first-index.js';
import type { Movie } from '../movie.js';
import { COMPARE, type Cursor, cursorAt, type MovieOrder, sortFieldsOf } from './movie-order.js';
import type { Chunk, SortedList } from './sorted-movies.js';

/** Some of a list, and where it goes on. */
export interface Page {
  readonly movies: readonly Movie[];
  /** Ask for the next page with this; undefined if this is the last one. */
  readonly next: Cursor | undefined;
  /** The movies in the list, on all pages. */
  readonly total: number;
}

/**
 * The page after a cursor, or the first one. It depends on the order alone, not on where movies stood before, so
 * paging stays right while movies come and go.
 *
 * @param list in the ascending order of `order.by`
 * @param pageSize the most movies on the page, from 1
 * @throws TypeError if the cursor is of another order.
 * @throws RangeError if the page size is not a whole number from 1.
 */
export function pageOf(list: SortedList, order: MovieOrder, pageSize: number, after: Cursor | undefined): Page {
  if (!Number.isInteger(pageSize) || pageSize < 1) {
    throw new RangeError(`The page size must be a whole number from 1, and is ${pageSize}.`);
  }
  const rest = order.descending ? descending : ascending;
  // One more than the page takes tells whether there is a next one.
  const movies = take(rest(list.chunks, order, after), pageSize + 1);
  const page = movies.slice(0, pageSize);
  const last = page.at(-1);
  return {
    movies: page,
    next: last && movies.length > pageSize ? cursorAt(last, order.by) : undefined,
    total: list.length,
  };
}

function take(chunks: Iterable<Chunk>, count: number): Movie[] {
  const movies: Movie[] = [];
  for (const chunk of chunks) {
    movies.push(...chunk.slice(0, count - movies.length));
    if (movies.length >= count) break;
  }
  return movies;
}

type Rest = (chunks: readonly Chunk[], order: MovieOrder, after: Cursor | undefined) => Iterable<Chunk>;

const ascending: Rest = function* (chunks, { by }, after) {
  const seen = after && sortFieldsOf(after, by);
  const isRest = (movie: Movie | undefined) => !seen || (movie !== undefined && COMPARE[by](movie, seen) > 0);
  const first = firstIndex(chunks, (chunk) => isRest(chunk.at(-1)));
  for (let index = first; index < chunks.length; index++) {
    const chunk = chunks[index] ?? [];
    // Only the first chunk has movies of the pages before.
    yield index === first ? chunk.slice(firstIndex(chunk, isRest)) : chunk;
  }
};

const descending: Rest = function* (chunks, { by }, after) {
  const seen = after && sortFieldsOf(after, by);
  const isPast = (movie: Movie | undefined) =>
    seen !== undefined && movie !== undefined && COMPARE[by](movie, seen) >= 0;
  const last = firstIndex(chunks, (chunk) => isPast(chunk[0])) - 1;
  for (let index = last; index >= 0; index--) {
    const chunk = chunks[index] ?? [];
    yield chunk.slice(0, index === last ? firstIndex(chunk, isPast) : undefined).reverse();
  }
};
