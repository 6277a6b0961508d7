import { PositionLostError, WatcherTooSlowError } from '../catalog/change-history.js';
import type { CallContext } from '../rpc/call-context.js';
import type { ErrorReasonName } from '../rpc/error-reasons.js';
import { type FieldViolation, RpcError } from '../rpc/rpc-error.js';
import { ConflictError, StoreError, type StoreErrorReason } from '../stores/store.js';

const MOVIE_TYPE = 'movie.v1.Movie';

/** NOT_FOUND for a movie's id. */
export function movieNotFound(id: string): RpcError {
  const resource = { type: MOVIE_TYPE, name: id };
  return new RpcError('MOVIE_NOT_FOUND', `No movie has the id ${JSON.stringify(id)}.`, { resource, metadata: { id } });
}

/** ALREADY_EXISTS for a movie's id. */
export function movieAlreadyExists(id: string): RpcError {
  const resource = { type: MOVIE_TYPE, name: id };
  const message = `A movie has the id ${JSON.stringify(id)} already.`;
  return new RpcError('MOVIE_ALREADY_EXISTS', message, { resource, metadata: { id } });
}

/** ABORTED for a movie that is not what the caller read. */
export function etagMismatch(id: string): RpcError {
  const message = `The movie ${JSON.stringify(id)} was changed since its etag was read.`;
  return new RpcError('ETAG_MISMATCH', message, { metadata: { id } });
}

/** INVALID_ARGUMENT with all that is wrong with a request. */
export function invalidRequest(violations: readonly FieldViolation[]): RpcError {
  const sentences = violations.slice(0, 3).map(({ field, description }) => `${field} ${description}`);
  const more = violations.length > 3 ? ` (and ${violations.length - 3} more)` : '';
  return new RpcError('INVALID_REQUEST', `${sentences.join('; ')}${more}.`, { violations });
}

// The store's own messages name files, which callers have no business with.
const STORE_ERRORS: Readonly<Record<StoreErrorReason, readonly [ErrorReasonName, string]>> = {
  READ_ONLY: ['READ_ONLY', 'The catalog is read-only.'],
  BROKEN_EDIT: ['DATABASE_BROKEN', 'The database was edited into something that the server cannot read.'],
  NO_SPACE: ['DATABASE_FULL', 'The disk of the database is full; nothing was changed.'],
  WRITE_FAILED: ['DATABASE_FAILED', 'The database could not be written.'],
  UNREADABLE: ['DATABASE_FAILED', 'The database could not be read.'],
  LOCKED: ['DATABASE_FAILED', 'The database is held by another process.'],
};

/** What the catalog and its store throw, as callers may see it; whatever else stays as it is. */
export function toMovieError(error: unknown, { log }: CallContext): unknown {
  if (error instanceof StoreError) {
    const [reason, message] = STORE_ERRORS[error.reason];
    log.warn('The database refused a write.', { err: error });
    return new RpcError(reason, message, { cause: error });
  }
  if (error instanceof ConflictError) {
    return new RpcError('TOO_MANY_WRITERS', 'Other writers were faster, again and again.', { cause: error });
  }
  if (error instanceof PositionLostError) {
    return new RpcError('RESUME_TOKEN_EXPIRED', 'The changes since the resume token are no longer known.');
  }
  if (error instanceof WatcherTooSlowError) {
    return new RpcError('WATCHER_TOO_SLOW', 'Changes came faster than they were read; resume with the last token.');
  }
  return error;
}
