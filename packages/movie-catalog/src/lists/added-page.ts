import { type Cursor, checkCursor } from './movie-order.js';
import { firstParts, Page, partWith } from './movie-page.js';
import type { PlacedMovies } from './placed-movies.js';

/** The movie of a cursor is gone, and where it was isn't known any more: list again from the start. */
export class CursorLostError extends Error {
  override readonly name = 'CursorLostError';
}

/** Where movies are now. */
export interface Places {
  readonly generation: string;
  placeOf(id: string): number | undefined;
}

/**
 * A page of movies in the order in which they were added. A movie keeps its place within a generation, so paging stays
 * right while movies come and go.
 *
 * @param pageSize the most movies on the page, from 1
 * @throws TypeError if the cursor is of another order.
 * @throws CursorLostError if the cursor is of another generation, and its movie is gone.
 */
export function addedPage(
  list: PlacedMovies,
  descending: boolean,
  pageSize: number,
  after: Cursor | undefined,
  places: Places,
): Page {
  const { generation, size } = list;
  const all = list.parts(firstPlace(generation, descending, after, places), descending);
  const { parts, isLast } = firstParts(all, pageSize);
  const cursorAfter = (index: number) => {
    const found = partWith(parts, index);
    const movie = found?.part.movies[found.index];
    return movie && { id: movie.id, value: found.part.placeOf(found.index), generation };
  };
  return new Page(parts, size, isLast, cursorAfter);
}

function firstPlace(generation: string, descending: boolean, after: Cursor | undefined, places: Places): number {
  if (!after) return descending ? Infinity : 0;
  const place = placeOf(after, generation, places);
  return descending ? place - 1 : place + 1;
}

function placeOf(cursor: Cursor, generation: string, places: Places): number {
  checkCursor(cursor, 'added');
  const { id, value } = cursor;
  if (cursor.generation === generation && typeof value === 'number') return value;
  const place = places.generation === generation ? places.placeOf(id) : undefined;
  if (place === undefined) throw new CursorLostError(`The place of the movie ${id} among all isn't known any more.`);
  return place;
}
