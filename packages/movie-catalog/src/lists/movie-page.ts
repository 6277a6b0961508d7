import { firstIndex } from '../first-index.js';
import type { Movie } from '../movie.js';
import { type Cursor, comparerOf, cursorAt, type FieldOrder, sortFieldsOf } from './movie-order.js';
import type { Chunk, SortedList } from './sorted-movies.js';

/** Some of a list, and where it goes on. */
export class Page {
  readonly movies: readonly Movie[];
  /** Ask for the next page with this; undefined if this is the last one. */
  readonly next: Cursor | undefined;
  /** The movies in the list, on all pages. */
  readonly total: number;
  readonly #cursorAfter: (index: number) => Cursor | undefined;

  /**
   * @param movies those from the page's first one on, more than it takes if another page follows
   * @param cursorAfter the cursor just after one of them
   * @param size the most movies on the page, from 1
   */
  constructor(
    movies: readonly Movie[],
    cursorAfter: (index: number) => Cursor | undefined,
    size: number,
    total: number,
  ) {
    this.movies = movies.slice(0, size);
    this.next = movies.length > size ? cursorAfter(size - 1) : undefined;
    this.total = total;
    this.#cursorAfter = cursorAfter;
  }

  /**
   * The page without all but its first movies, for callers that can't take the others; the next page has those.
   *
   * @param count from 1, unless the page is empty
   */
  first(count: number): Page {
    return count < this.movies.length ? new Page(this.movies, this.#cursorAfter, count, this.total) : this;
  }
}

/** @throws RangeError if the page size is not a whole number from 1. */
export function checkPageSize(pageSize: number): void {
  if (Number.isInteger(pageSize) && pageSize >= 1) return;
  throw new RangeError(`The page size must be a whole number from 1, and is ${pageSize}.`);
}

/**
 * The page after a cursor, or the first one. It depends on the order alone, not on where movies stood before, so
 * paging stays right while movies come and go.
 *
 * @param list in this order
 * @param pageSize the most movies on the page, from 1
 * @throws TypeError if the cursor is of another order.
 */
export function pageOf(list: SortedList, order: FieldOrder, pageSize: number, after: Cursor | undefined): Page {
  // One more than the page takes tells whether there is a next one.
  const movies = take(rest(list.chunks, order, after), pageSize + 1);
  const cursorAfter = (index: number) => {
    const movie = movies[index];
    return movie && cursorAt(movie, order.by);
  };
  return new Page(movies, cursorAfter, pageSize, list.length);
}

function take(chunks: Iterable<Chunk>, count: number): Movie[] {
  const movies: Movie[] = [];
  for (const chunk of chunks) {
    movies.push(...chunk.slice(0, count - movies.length));
    if (movies.length >= count) break;
  }
  return movies;
}

function* rest(chunks: readonly Chunk[], order: FieldOrder, after: Cursor | undefined): Generator<Chunk> {
  const seen = after && sortFieldsOf(after, order.by);
  const compare = comparerOf(order);
  const isRest = (movie: Movie | undefined) => !seen || (movie !== undefined && compare(movie, seen) > 0);
  const first = firstIndex(chunks, (chunk) => isRest(chunk.at(-1)));
  for (let index = first; index < chunks.length; index++) {
    const chunk = chunks[index] ?? [];
    // Only the first chunk has movies of the pages before.
    yield index === first ? chunk.slice(firstIndex(chunk, isRest)) : chunk;
  }
}
