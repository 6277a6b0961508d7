import { createHash } from 'node:crypto';
import { type Cursor, isCursorOf, type ListQuery, type MovieOrder, type OrderKey } from 'movie-catalog';
import { v1 } from 'movie-proto';
import { FieldViolations } from './field-violations.js';
import { readFilter } from './filter-request.js';
import { makeToken, readToken } from './opaque-token.js';
import { readSize } from './request-size.js';

/** What ListMovies asks of the catalog. */
export interface ListRequest {
  readonly query: ListQuery;
  /** Makes the token for the next page, which is valid only for the same filter and order. */
  nextPageToken(next: Cursor): string;
}

/** @throws RpcError with every violation */
export function readListRequest(request: v1.ListMoviesRequest): ListRequest {
  const violations = new FieldViolations();
  const filter = readFilter(request.filter, violations);
  const order = readOrder(request.order, violations);
  const pageSize = readSize('page_size', request.pageSize, { default: 50, max: 1_000 }, violations);
  const fingerprint = fingerprintOf(request);
  const after = readPageToken(request.pageToken, fingerprint, order, violations);
  violations.throwIfAny();
  const query = after ? { filter, order, pageSize, after } : { filter, order, pageSize };
  return { query, nextPageToken: (next) => makeToken([fingerprint, ...partsOf(next)]) };
}

const ORDER_KEYS: Readonly<Record<number, OrderKey | undefined>> = {
  [v1.MovieOrderField.MOVIE_ORDER_FIELD_UNSPECIFIED]: 'id',
  [v1.MovieOrderField.MOVIE_ORDER_FIELD_ID]: 'id',
  [v1.MovieOrderField.MOVIE_ORDER_FIELD_TITLE]: 'title',
  [v1.MovieOrderField.MOVIE_ORDER_FIELD_RATING]: 'rating',
  [v1.MovieOrderField.MOVIE_ORDER_FIELD_RELEASE_YEAR]: 'releaseYear',
  [v1.MovieOrderField.MOVIE_ORDER_FIELD_DIRECTOR]: 'director',
  [v1.MovieOrderField.MOVIE_ORDER_FIELD_ADDED]: 'added',
};

function readOrder(order: v1.MovieOrder | undefined, violations: FieldViolations): MovieOrder {
  const by = ORDER_KEYS[order?.field ?? 0];
  if (by === undefined) violations.add('order.field', `must be a value of MovieOrderField, and is ${order?.field}`);
  return { by: by ?? 'id', descending: order?.descending ?? false };
}

/** The same for requests with the same filter and order. */
function fingerprintOf({ filter, order }: v1.ListMoviesRequest): string {
  const bytes = v1.ListMoviesRequest.encode(v1.ListMoviesRequest.create({ filter, order })).finish();
  return createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
}

function readPageToken(
  token: string,
  fingerprint: string,
  order: MovieOrder,
  violations: FieldViolations,
): Cursor | undefined {
  if (token === '') return undefined;
  const [madeFor, ...parts] = readToken(token) ?? [];
  const cursor = cursorOf(parts);
  if (madeFor === undefined || !cursor) {
    violations.add('page_token', 'must be the next_page_token of an earlier page, unchanged');
  } else if (madeFor !== fingerprint || !isCursorOf(cursor, order.by)) {
    violations.add('page_token', 'must be used with the same filter and order as the page it came with');
  } else {
    return cursor;
  }
  return undefined;
}

/** No value of a movie is an empty text, so that stands for none. */
const NO_VALUE = '';

function partsOf({ value = NO_VALUE, id, generation }: Cursor): (string | number)[] {
  return generation === undefined ? [value, id] : [value, id, generation];
}

function cursorOf([given, id, generation]: readonly (string | number)[]): Cursor | undefined {
  const value = given === NO_VALUE ? undefined : given;
  if (typeof id !== 'string' || typeof generation === 'number') return undefined;
  return generation === undefined ? { value, id } : { value, id, generation };
}
