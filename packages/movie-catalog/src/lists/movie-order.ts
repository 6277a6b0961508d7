import type { Movie } from '../movie.js';

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

/** Where a page of an ordered list ends: just after the movie that has, or had, this value and id. */
export interface Cursor {
  /** The movie's value of the field that the list is ordered by. */
  readonly value: string | number;
  readonly id: string;
}

/** The fields of a movie that orders compare. */
export type SortFields = Pick<Movie, OrderKey>;

/** Compares in an ascending order: negative if `a` comes before `b`, positive if after. */
export type Compare = (a: SortFields, b: SortFields) => number;

/** The ascending orders. */
export const COMPARE: Readonly<Record<OrderKey, Compare>> = {
  id: compareIds,
  title: (a, b) => compareTexts(a.title, b.title) || compareIds(a, b),
  rating: (a, b) => a.rating - b.rating || compareIds(a, b),
  releaseYear: (a, b) => a.releaseYear - b.releaseYear || compareIds(a, b),
};

function compareIds(a: SortFields, b: SortFields): number {
  return compareTexts(a.id, b.id);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The cursor just after a movie. */
export function cursorAt(movie: Movie, by: OrderKey): Cursor {
  return { value: movie[by], id: movie.id };
}

/**
 * The fields of a cursor's movie that the order compares.
 *
 * @throws TypeError if the cursor is of another order.
 */
export function sortFieldsOf({ value, id }: Cursor, by: OrderKey): SortFields {
  const wanted = by === 'id' || by === 'title' ? 'string' : 'number';
  if (typeof value !== wanted || Number.isNaN(value)) {
    throw new TypeError(`A cursor in the order of ${by} has a ${wanted} as its value, and this one has ${value}.`);
  }
  return { id, title: '', rating: 0, releaseYear: 0, [by]: value };
}
