import type { Movie } from '../movie.js';

/** A field that lists may be ordered by. */
export type SortField = 'id' | 'title' | 'rating' | 'releaseYear' | 'director';

/** What movies may be ordered by: a field, or when they were added. */
export type OrderKey = SortField | 'added';

/**
 * How a list is ordered. Titles and directors are in the order of the Unicode Collation Algorithm (the root locale),
 * digits as numbers; ids are in that of their UTF-16 code units. Movies with the same value are in the ascending order
 * of their ids, and those without one (no rating, year or director) come last, in either direction. `added` is the
 * database's order: a changed movie keeps its place, and a new one comes last.
 */
export interface MovieOrder {
  readonly by: OrderKey;
  readonly descending: boolean;
}

/** An order by a field. */
export interface FieldOrder extends MovieOrder {
  readonly by: SortField;
}

/** Where a page of an ordered list ends: just after the movie that has, or had, this id and value. */
export interface Cursor {
  readonly id: string;
  /**
   * The movie's value of the field that the list is ordered by, undefined if it has none; its place among all movies, if
   * the order is `added`.
   */
  readonly value: string | number | undefined;
  /** Names the places that `value` is one of, if the order is `added`. */
  readonly generation?: string | undefined;
}

/** The fields of a movie that orders compare. */
export type SortFields = Pick<Movie, SortField>;

/** Negative if `a` comes before `b`, positive if after. */
export type Compare = (a: SortFields, b: SortFields) => number;

// English changes nothing in the root's order. ICU takes `und`, the root's own name, for the locale of the machine.
const COLLATOR = new Intl.Collator('en', { numeric: true });

/** The value of a field; undefined if the movie has none. */
const VALUE_OF = {
  id: ({ id }) => id,
  title: ({ title }) => title,
  rating: ({ rating }) => rating,
  releaseYear: ({ releaseYear }) => releaseYear || undefined,
  director: ({ director }) => director || undefined,
} satisfies Record<SortField, (movie: SortFields) => Cursor['value']>;

const COMPARE: Readonly<Record<SortField, (descending: boolean) => Compare>> = {
  id: (descending) => compareBy(VALUE_OF.id, compareUnits, descending),
  title: (descending) => compareBy(VALUE_OF.title, COLLATOR.compare, descending),
  rating: (descending) => compareBy(VALUE_OF.rating, compareNumbers, descending),
  releaseYear: (descending) => compareBy(VALUE_OF.releaseYear, compareNumbers, descending),
  director: (descending) => compareBy(VALUE_OF.director, COLLATOR.compare, descending),
};

/** Whether a list is ordered by a field. */
export function isByField(order: MovieOrder): order is FieldOrder {
  return order.by !== 'added';
}

/** Compares in an order. */
export function comparerOf({ by, descending }: FieldOrder): Compare {
  return COMPARE[by](descending);
}

function compareBy<Value>(
  read: (movie: SortFields) => Value | undefined,
  compare: (a: Value, b: Value) => number,
  descending: boolean,
): Compare {
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const first = read(a);
    const second = read(b);
    if (first === second) return compareUnits(a.id, b.id);
    if (first === undefined) return 1;
    if (second === undefined) return -1;
    return sign * compare(first, second) || compareUnits(a.id, b.id);
  };
}

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareNumbers(a: number, b: number): number {
  return a - b;
}

/** The cursor just after a movie. */
export function cursorAt(movie: Movie, by: SortField): Cursor {
  return { id: movie.id, value: VALUE_OF[by](movie) };
}

const NO_VALUES: SortFields = { id: '', title: '', rating: undefined, releaseYear: 0, director: '' };

/**
 * The fields of a cursor's movie that an order compares.
 *
 * @throws TypeError if the cursor is of another order.
 */
export function sortFieldsOf(cursor: Cursor, by: SortField): SortFields {
  checkCursor(cursor, by);
  const { id, value } = cursor;
  return value === undefined ? { ...NO_VALUES, id } : { ...NO_VALUES, id, [by]: value };
}

const VALUE_TYPES = {
  id: 'string',
  title: 'string',
  rating: 'number',
  releaseYear: 'number',
  director: 'string',
  added: 'number',
} as const satisfies Record<OrderKey, 'string' | 'number'>;
const MAY_LACK: ReadonlySet<OrderKey> = new Set(['rating', 'releaseYear', 'director']);

/** Whether a cursor may be of a list in this order. */
export function isCursorOf({ value, generation }: Cursor, by: OrderKey): boolean {
  if ((generation !== undefined) !== (by === 'added')) return false;
  if (value === undefined) return MAY_LACK.has(by);
  return typeof value === VALUE_TYPES[by] && !Number.isNaN(value);
}

/** @throws TypeError if the cursor is of another order. */
export function checkCursor(cursor: Cursor, by: OrderKey): void {
  if (isCursorOf(cursor, by)) return;
  throw new TypeError(`The cursor, with the value ${cursor.value}, is not of a list in the order of ${by}.`);
}
