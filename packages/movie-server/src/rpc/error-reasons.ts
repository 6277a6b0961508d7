import { status } from '@grpc/grpc-js';

/** What a reason means: its gRPC code, when it comes, and what the caller can do. */
interface ErrorReason {
  readonly code: status;
  readonly when: string;
  readonly remedy: string;
  /** After how many milliseconds the same call may succeed; without, repeating it as it is won't help. */
  readonly retryAfterMs?: number;
}

const REASONS = {
  MOVIE_NOT_FOUND: {
    code: status.NOT_FOUND,
    when: 'No movie has the id. The ResourceInfo names it.',
    remedy: 'Check the id; list or search for the movie.',
  },
  INVALID_REQUEST: {
    code: status.INVALID_ARGUMENT,
    when: 'Fields of the request break a rule. The BadRequest lists every one.',
    remedy: 'Mend the fields.',
  },
  MOVIE_ALREADY_EXISTS: {
    code: status.ALREADY_EXISTS,
    when: 'A movie with the id exists. The ResourceInfo names it.',
    remedy: 'Choose another id, leave it empty, or update the movie.',
  },
  ETAG_MISMATCH: {
    code: status.ABORTED,
    when: 'The movie was changed or removed since the caller read its etag.',
    remedy: 'Read the movie again and decide anew.',
  },
  TOO_MANY_WRITERS: {
    code: status.ABORTED,
    when: 'Other writers changed the same movies again and again while the call tried to.',
    remedy: 'Call again.',
    retryAfterMs: 100,
  },
  IMPORT_INCOMPLETE: {
    code: status.INVALID_ARGUMENT,
    when: 'An import ended without its count, or with another than that of its movies. Nothing was kept.',
    remedy: 'Send the options, the movies, and their count last.',
  },
  IMPORT_TOO_LARGE: {
    code: status.RESOURCE_EXHAUSTED,
    when: 'An import is larger than `--max-import-size`. Nothing was kept.',
    remedy: 'Import in several parts.',
  },
  RESUME_TOKEN_EXPIRED: {
    code: status.OUT_OF_RANGE,
    when: 'The server no longer has every change since the resume token.',
    remedy: 'Watch from the start.',
  },
  WATCHER_TOO_SLOW: {
    code: status.ABORTED,
    when: 'The watcher took changes more slowly than they came.',
    remedy: 'Watch again with the last resume token.',
    retryAfterMs: 100,
  },
  WRITE_TOKEN_MISSING: {
    code: status.UNAUTHENTICATED,
    when: 'The server takes writes only with a token, and the call has none.',
    remedy: 'Send the metadata `authorization: Bearer TOKEN`.',
  },
  WRITE_TOKEN_UNKNOWN: {
    code: status.UNAUTHENTICATED,
    when: "The call's token is not one of the server's.",
    remedy: 'Check the token; it may have been replaced.',
  },
  WRITES_CLOSED: {
    code: status.PERMISSION_DENIED,
    when: 'Other machines reach the server, and it has no `--write-token-file`.',
    remedy: 'The operator gives the server one.',
  },
  READ_ONLY: {
    code: status.FAILED_PRECONDITION,
    when: 'The server or its database is read-only.',
    remedy: 'The operator starts it without `--read-only`, or makes the database writable.',
  },
  DATABASE_BROKEN: {
    code: status.FAILED_PRECONDITION,
    when: "The database was edited by hand into something that can't be read. Reads go on.",
    remedy: 'The operator mends the file; the log says where.',
  },
  DATABASE_FULL: {
    code: status.RESOURCE_EXHAUSTED,
    when: 'The disk of the database is full. Nothing was changed; reads go on.',
    remedy: 'The operator makes room.',
  },
  DATABASE_FAILED: {
    code: status.UNAVAILABLE,
    when: 'The database could not be written. Reads go on.',
    remedy: 'Read the movie and, if it was not changed, call again; the log says why it failed.',
  },
  UNDECODABLE_REQUEST: {
    code: status.INTERNAL,
    when: 'The bytes of the request are not a message of the method.',
    remedy: 'Generate the client from the current contract.',
  },
  WRONG_NUMBER_OF_REQUESTS: {
    code: status.UNIMPLEMENTED,
    when: 'The method takes one request message and got none or several.',
    remedy: 'Call it as a method without a request stream.',
  },
  METADATA_TOO_LARGE: {
    code: status.RESOURCE_EXHAUSTED,
    when: "The call's metadata is larger than `--max-metadata-size`.",
    remedy: 'Send less metadata.',
  },
  CALL_TOO_LONG: {
    code: status.DEADLINE_EXCEEDED,
    when: 'A call with one response took longer than `--max-call-duration`.',
    remedy: 'Ask for less at a time.',
  },
  CALLER_LEFT: {
    code: status.CANCELLED,
    when: 'The caller left in the middle of its requests. Only the log sees this.',
    remedy: 'Nothing to do.',
  },
  UNKNOWN_SERVICE: {
    code: status.NOT_FOUND,
    when: 'A health check names a service that this server does not have.',
    remedy: 'Check the name, or leave it empty to ask for the whole server.',
  },
  SHUTTING_DOWN: {
    code: status.UNAVAILABLE,
    when: 'The server is shutting down.',
    remedy: 'Call again; another server, or this one once it is back, will answer.',
    retryAfterMs: 1_000,
  },
  INTERNAL: {
    code: status.INTERNAL,
    when: 'A fault of the server. The message has the request id and nothing else.',
    remedy: 'Tell the operator the request id; the log has the whole error under it.',
  },
} as const satisfies Readonly<Record<string, ErrorReason>>;

/** A reason's name. */
export type ErrorReasonName = keyof typeof REASONS;

/**
 * Every reason that an error of this server carries in its google.rpc.ErrorInfo (AIP-193). A reason, once published,
 * keeps its name and code.
 */
export const ERROR_REASONS: Readonly<Record<ErrorReasonName, ErrorReason>> = REASONS;
