import type { Movie } from './movie.js';

/** What movies may be ordered by. */
export type OrderKey = 'id' | 'title' | 'rating' | 'releaseYear';

/**
 * How a list is ordered. Texts compare by their UTF-16 code units: `Zulu` comes before `alien`, and `Ágora` after
 * both. Movies with the same value are ordered by id. Descending is exactly the reverse, ids too.
 */
export interface MovieOrder {
  readonly by: OrderKey;
  readonly descending: boolean;
}

/** A place in an ordered list: just after the movie that has, or had, this value and id. */
export interface Cursor {
  /** What the movie had of what the list is ordered by. */
  readonly value: string | number;
  readonly id: string;
}

/** As much of a movie as its place in an order takes. */
export type Place = Pick<Movie, OrderKey>;

/** Compares in an ascending order: negative if `a` comes before `b`, positive if after. */
export type Compare = (a: Place, b: Place) => number;

/** The ascending orders. */
export const COMPARE: Readonly<Record<OrderKey, Compare>> = {
  id: compareIds,
  title: (a, b) => compareTexts(a.title, b.title) || compareIds(a, b),
  rating: (a, b) => a.rating - b.rating || compareIds(a, b),
  releaseYear: (a, b) => a.releaseYear - b.releaseYear || compareIds(a, b),
};

function compareIds(a: Place, b: Place): number {
  return compareTexts(a.id, b.id);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The place just after a movie. */
export function cursorAt(movie: Movie, by: OrderKey): Cursor {
  return { value: movie[by], id: movie.id };
}

/**
 * What a cursor's movie was, as far as the order goes.
 *
 * @throws TypeError if the cursor is of another order.
 */
export function placeOf({ value, id }: Cursor, by: OrderKey): Place {
  const wanted = by === 'id' || by === 'title' ? 'string' : 'number';
  if (typeof value !== wanted || Number.isNaN(value)) {
    throw new TypeError(`A cursor in the order of ${by} has a ${wanted} as its value, and this one has ${value}.`);
  }
  return { id, title: '', rating: 0, releaseYear: 0, [by]: value };
}
