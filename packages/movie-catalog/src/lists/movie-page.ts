import { firstIndex } from '../first-index.js';
import type { Movie } from '../movie.js';
import { type Cursor, comparerOf, cursorAt, type FieldOrder, sortFieldsOf } from './movie-order.js';
import type { Chunk, SortedList } from './sorted-movies.js';

/** Movies of a page that follow one another; never none. */
export interface PagePart {
  readonly movies: readonly Movie[];
  /** Whether other pages have the very same array, until one of its movies changes. */
  readonly isShared: boolean;
}

/** Some of a list, and where it goes on. */
export class Page {
  readonly parts: readonly PagePart[];
  /** The movies in the list, on all pages. */
  readonly total: number;
  readonly #isLast: boolean;
  readonly #cursorAfter: (index: number) => Cursor | undefined;

  /**
   * @param isLast whether no movies come after the page
   * @param cursorAfter the cursor just after one of its movies
   */
  constructor(
    parts: readonly PagePart[],
    total: number,
    isLast: boolean,
    cursorAfter: (index: number) => Cursor | undefined,
  ) {
    this.parts = parts;
    this.total = total;
    this.#isLast = isLast;
    this.#cursorAfter = cursorAfter;
  }

  get movies(): readonly Movie[] {
    return this.parts.flatMap(({ movies }) => movies);
  }

  /** Ask for the next page with this; undefined if this is the last one. */
  get next(): Cursor | undefined {
    return this.nextAfter(this.#size);
  }

  /**
   * `next` for callers that can't take the whole page: the next one has what they leave.
   *
   * @param count how many movies they take, from 1 unless the page is empty
   */
  nextAfter(count: number): Cursor | undefined {
    return this.#isLast && count >= this.#size ? undefined : this.#cursorAfter(count - 1);
  }

  get #size(): number {
    return this.parts.reduce((sum, { movies }) => sum + movies.length, 0);
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
  const { parts, isLast } = firstParts(rest(list.chunks, order, after), pageSize);
  const cursorAfter = (index: number) => {
    const found = partWith(parts, index);
    const movie = found?.part.movies[found.index];
    return movie && cursorAt(movie, order.by);
  };
  return new Page(parts, list.length, isLast, cursorAfter);
}

/** The parts of a page, the last of which may be cut, and whether nothing comes after them. */
export function firstParts<Part extends PagePart>(all: Iterable<Part>, pageSize: number) {
  const parts: Part[] = [];
  let room = pageSize;
  for (const part of all) {
    const isWhole = part.movies.length <= room;
    if (isWhole) parts.push(part);
    else if (room > 0) parts.push({ ...part, movies: part.movies.slice(0, room), isShared: false });
    if (!isWhole) return { parts, isLast: false };
    room -= part.movies.length;
  }
  return { parts, isLast: true };
}

/** The part that has a movie of a page, by its index on the page, and its index in the part. */
export function partWith<Part extends PagePart>(parts: readonly Part[], indexOnPage: number) {
  let index = indexOnPage;
  for (const part of parts) {
    if (index < part.movies.length) return { part, index };
    index -= part.movies.length;
  }
  return undefined;
}

function* rest(chunks: readonly Chunk[], order: FieldOrder, after: Cursor | undefined): Generator<PagePart> {
  const seen = after && sortFieldsOf(after, order.by);
  const compare = comparerOf(order);
  const isRest = (movie: Movie | undefined) => !seen || (movie !== undefined && compare(movie, seen) > 0);
  const first = firstIndex(chunks, (chunk) => isRest(chunk.at(-1)));
  for (let index = first; index < chunks.length; index++) {
    const chunk = chunks[index] ?? [];
    // Only the first chunk has movies of the pages before.
    const start = index === first ? firstIndex(chunk, isRest) : 0;
    yield start === 0 ? { movies: chunk, isShared: true } : { movies: chunk.slice(start), isShared: false };
  }
}
