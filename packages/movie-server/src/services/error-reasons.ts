import { defineErrors, type ErrorReasons } from 'grpc-host';

/** Why the movie services answer with an error, besides the host's own reasons. docs/errors.md lists all of them. */
export const MOVIE_ERROR_REASONS = {
  MOVIE_NOT_FOUND: {
    code: 'NOT_FOUND',
    when: 'No movie has the id. The ResourceInfo names it.',
    remedy: 'Check the id; list or search for the movie.',
  },
  INVALID_REQUEST: {
    code: 'INVALID_ARGUMENT',
    when: 'Fields of the request break a rule. The BadRequest lists as many as fit into HTTP headers.',
    remedy: 'Fix the fields.',
  },
  MOVIE_ALREADY_EXISTS: {
    code: 'ALREADY_EXISTS',
    when: 'A movie with the id exists. The ResourceInfo names it.',
    remedy: 'Choose another id, leave it empty, or update the movie.',
  },
  ETAG_MISMATCH: {
    code: 'ABORTED',
    when: 'The movie was changed or removed since the caller read its etag.',
    remedy: 'Read the movie again, and repeat the change if it still makes sense.',
  },
  IMPORT_INCOMPLETE: {
    code: 'INVALID_ARGUMENT',
    when: 'An import ended without the count of its movies, or the count is wrong. Nothing was kept.',
    remedy: 'Send the options, the movies, and their count last.',
  },
  IMPORT_TOO_LARGE: {
    code: 'RESOURCE_EXHAUSTED',
    when: 'An import is larger than `--max-import-size`. Nothing was kept.',
    remedy: 'Import in several parts.',
  },
  COUNT_MISMATCH: {
    code: 'FAILED_PRECONDITION',
    when: 'A batch write selects more or fewer movies than `expected_count`. The metadata has both counts. Nothing was changed.',
    remedy: 'Look at what the filter matches, and send the right count.',
  },
  COMMIT_EXPIRED: {
    code: 'OUT_OF_RANGE',
    when: 'The server has no write with the revision, or keeps it no longer. The metadata has the oldest and the newest that it can undo.',
    remedy: 'Undo it by hand, or raise `--watch-history` for the next time.',
  },
  REVERT_CONFLICT: {
    code: 'FAILED_PRECONDITION',
    when: 'Movies have changed since the write that is to be undone. The PreconditionFailure names them, as many as fit. Nothing was changed.',
    remedy: 'Undo the later writes first, newest first, or change the movies by hand.',
  },
  RESUME_TOKEN_EXPIRED: {
    code: 'OUT_OF_RANGE',
    when: 'The server no longer has every change since the resume token.',
    remedy: 'Watch from the start.',
  },
  WATCHER_TOO_SLOW: {
    code: 'ABORTED',
    when: 'The watcher took changes more slowly than they came.',
    remedy: 'Watch again with the last resume token.',
    retryAfterMs: 100,
  },
  CATALOG_RELOADED: {
    code: 'ABORTED',
    when: 'The server was away from its database for too long, or the database went back to an earlier state, and so it loaded all movies again.',
    remedy: 'Watch again with the last resume token.',
    retryAfterMs: 100,
  },
  WRITE_TOKEN_MISSING: {
    code: 'UNAUTHENTICATED',
    when: 'The server takes writes only with a token, and the call has none.',
    remedy: 'Send the metadata `authorization: Bearer TOKEN`.',
  },
  WRITE_TOKEN_UNKNOWN: {
    code: 'UNAUTHENTICATED',
    when: "The call's token is not one of the server's.",
    remedy: 'Check the token; it may have been replaced.',
  },
  WRITES_CLOSED: {
    code: 'PERMISSION_DENIED',
    when: 'Other machines or users reach the server, and it has no `--write-token-file`, or none of its tokens is valid now.',
    remedy: 'The operator starts it with a token file, or fixes that file; the log says what is wrong.',
  },
  READ_ONLY: {
    code: 'FAILED_PRECONDITION',
    when: 'The server or its database is read-only, or the server has no right to change it.',
    remedy: 'The operator starts it without `--read-only`, or lets it change the database.',
  },
  DATABASE_BROKEN: {
    code: 'FAILED_PRECONDITION',
    when: "The database was changed by hand into something that can't be read. The message says where. Reads go on.",
    remedy: 'The operator fixes the file.',
  },
  DATABASE_FULL: {
    code: 'RESOURCE_EXHAUSTED',
    when: 'The disk of the database is full. Nothing was changed; reads go on.',
    remedy: 'The operator frees space.',
  },
  DATABASE_UNREACHABLE: {
    code: 'UNAVAILABLE',
    when: "The server can't reach its database, or waited too long for other writers. Nothing was changed; reads go on.",
    remedy: 'Call again later.',
    retryAfterMs: 1_000,
  },
  DATABASE_FAILED: {
    code: 'UNAVAILABLE',
    when: 'The database failed, and it may not be known whether the change was made. Reads go on.',
    remedy: 'Read the movie and, if it was not changed, call again; the log says why it failed.',
  },
} as const satisfies ErrorReasons;

/** The name of a reason. */
export type MovieErrorReason = keyof typeof MOVIE_ERROR_REASONS;

/** Makes an error of the movie services. */
export const movieError = defineErrors({ domain: 'movie.v1', reasons: MOVIE_ERROR_REASONS });
