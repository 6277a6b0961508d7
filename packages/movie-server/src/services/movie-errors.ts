import type { CallContext, FieldViolation, RpcError } from 'grpc-host';
import {
  CatalogReloadedError,
  CursorLostError,
  PositionLostError,
  StoreError,
  type StoreErrorReason,
  WatcherTooSlowError,
} from 'movie-catalog';
import { type MovieErrorReason, movieError } from './error-reasons.js';

const MOVIE_TYPE = 'movie.v1.Movie';

/** NOT_FOUND for a movie's id. */
export function movieNotFound(id: string): RpcError {
  const details = { resource: { type: MOVIE_TYPE, name: id }, metadata: { id } };
  return movieError('MOVIE_NOT_FOUND', `No movie has the id ${quoted(id)}.`, details);
}

/** ALREADY_EXISTS for a movie's id. */
export function movieAlreadyExists(id: string): RpcError {
  const details = { resource: { type: MOVIE_TYPE, name: id }, metadata: { id } };
  return movieError('MOVIE_ALREADY_EXISTS', `A movie has the id ${quoted(id)} already.`, details);
}

/** ABORTED for a movie that is not what the caller read. */
export function etagMismatch(id: string): RpcError {
  const message = `The movie ${quoted(id)} has changed since its etag was read.`;
  return movieError('ETAG_MISMATCH', message, { metadata: { id } });
}

/** A message is at most 400 bytes, the count of the violations that it leaves out included. */
const MAX_SENTENCES = 360;

/**
 * INVALID_ARGUMENT with the violations of a request; the message has the first three, or fewer if they are long.
 *
 * @param count how many there are, if they aren't all given
 */
export function invalidRequest(violations: readonly FieldViolation[], count = violations.length): RpcError {
  const sentences = violations.slice(0, 3).map(({ field, description }) => `${field} ${description}`);
  while (sentences.length > 1 && Buffer.byteLength(sentences.join('; ')) > MAX_SENTENCES) sentences.pop();
  const more = count > sentences.length ? ` (and ${count - sentences.length} more)` : '';
  return movieError('INVALID_REQUEST', `${sentences.join('; ')}${more}.`, { violations });
}

/** What a caller sent, for a message. The host cuts off what is too long. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

// The store's own messages name files, which callers must not see.
const STORE_ERRORS: Readonly<Record<StoreErrorReason, readonly [MovieErrorReason, string]>> = {
  READ_ONLY: ['READ_ONLY', 'The catalog is read-only.'],
  BROKEN_EDIT: ['DATABASE_BROKEN', 'The database was edited into something that the server cannot read.'],
  NO_SPACE: ['DATABASE_FULL', 'The disk of the database is full; nothing was changed.'],
  UNREACHABLE: ['DATABASE_UNREACHABLE', 'The database cannot take a write now; nothing was changed.'],
  WRITE_FAILED: ['DATABASE_FAILED', 'The database failed; it is not known whether the change was made.'],
  UNREADABLE: ['DATABASE_FAILED', 'The database could not be read.'],
  LOCKED: ['DATABASE_FAILED', 'The database is held by another process.'],
};

/** What operators can expect: the message says all, and a trace for each write would fill the log. */
const PLAIN: ReadonlySet<StoreErrorReason> = new Set(['READ_ONLY', 'NO_SPACE', 'UNREACHABLE', 'LOCKED']);

/** Turns what the catalog and its store throw into errors for callers; gives any other error back. */
export function toMovieError(error: unknown, { log }: CallContext): unknown {
  if (error instanceof StoreError) {
    const [reason, message] = STORE_ERRORS[error.reason];
    if (PLAIN.has(error.reason)) log.warn(error.message);
    // The store has logged a broken edit when it found it.
    else if (error.reason !== 'BROKEN_EDIT') log.warn('The database could not do its work.', { err: error });
    const fault = error.fault === undefined ? '' : ` Until it is fixed, writes are refused: ${error.fault}.`;
    return movieError(reason, message + fault, { cause: error });
  }
  if (error instanceof PositionLostError) {
    return movieError('RESUME_TOKEN_EXPIRED', 'The changes since the resume token are no longer known.');
  }
  if (error instanceof WatcherTooSlowError) {
    return movieError('WATCHER_TOO_SLOW', 'Changes came faster than they were read; resume with the last token.');
  }
  if (error instanceof CursorLostError) {
    const description = 'is of a page whose last movie is gone, so its place is not known; list again from the start';
    return invalidRequest([{ field: 'page_token', description }]);
  }
  if (error instanceof CatalogReloadedError) {
    return movieError('CATALOG_RELOADED', 'The server loaded its catalog again; resume with the last token.');
  }
  return error;
}
