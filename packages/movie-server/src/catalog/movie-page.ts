import { firstIndex } from './first-index.js';
import type { Movie } from './movie.js';
import { COMPARE, type Cursor, cursorAt, type MovieOrder, placeOf } from './movie-order.js';
import type { Piece, SortedList } from './sorted-movies.js';

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
  const movies = take(rest(list.pieces, order, after), pageSize + 1);
  const page = movies.slice(0, pageSize);
  const last = page.at(-1);
  return {
    movies: page,
    next: last && movies.length > pageSize ? cursorAt(last, order.by) : undefined,
    total: list.length,
  };
}

function take(pieces: Iterable<Piece>, count: number): Movie[] {
  const movies: Movie[] = [];
  for (const piece of pieces) {
    movies.push(...piece.slice(0, count - movies.length));
    if (movies.length >= count) break;
  }
  return movies;
}

type Rest = (pieces: readonly Piece[], order: MovieOrder, after: Cursor | undefined) => Iterable<Piece>;

const ascending: Rest = function* (pieces, { by }, after) {
  const place = after && placeOf(after, by);
  const isRest = (movie: Movie | undefined) => !place || (movie !== undefined && COMPARE[by](movie, place) > 0);
  const first = firstIndex(pieces, (piece) => isRest(piece.at(-1)));
  for (let index = first; index < pieces.length; index++) {
    const piece = pieces[index] ?? [];
    // Only the first piece has movies that come before the place.
    yield index === first ? piece.slice(firstIndex(piece, isRest)) : piece;
  }
};

const descending: Rest = function* (pieces, { by }, after) {
  const place = after && placeOf(after, by);
  const isPast = (movie: Movie | undefined) =>
    place !== undefined && movie !== undefined && COMPARE[by](movie, place) >= 0;
  const last = firstIndex(pieces, (piece) => isPast(piece[0])) - 1;
  for (let index = last; index >= 0; index--) {
    const piece = pieces[index] ?? [];
    yield piece.slice(0, index === last ? firstIndex(piece, isPast) : undefined).reverse();
  }
};
