import { type ServiceError, status } from '@grpc/grpc-js';
import { decodeDetails, type ErrorDetails, type Violation } from './error-details.js';

/** A gRPC status code, by its name: `NOT_FOUND`. */
export type MovieErrorCode = Exclude<keyof typeof status, 'OK'>;

/** Where a call was made, for whoever looks into its failure. */
export interface CallOrigin {
  /** On the wire: `/movie.v1.MovieService/GetMovie`. */
  readonly method: string;
  /** The server that was called, as it was given to the client. */
  readonly address: string;
  readonly requestId: string | undefined;
}

/** A call failed. The message is the server's, or gRPC's if no server answered; `cause` is what grpc-js threw. */
export class MovieError extends Error {
  override readonly name = 'MovieError';
  /** Why, as gRPC tells it. */
  readonly code: MovieErrorCode;
  /** Why, more exactly: `MOVIE_NOT_FOUND`. Undefined if the server gave none. */
  readonly reason: string | undefined;
  /** What belongs to the reason, by name; empty if there is nothing. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Everything that is wrong with the request; empty if the request was not at fault. */
  readonly violations: readonly Violation[];
  /** What was not found, or must not be touched. */
  readonly resource: { readonly type: string; readonly name: string } | undefined;
  /** After how many milliseconds the server asks to be tried again; undefined if it doesn't. */
  readonly retryAfterMs: number | undefined;
  /** The call's path on the wire: `/movie.v1.MovieService/GetMovie`. */
  readonly method: string;
  /** The server that was called. */
  readonly address: string;
  /** Finds the call in the server's log; undefined if no server answered. */
  readonly requestId: string | undefined;

  /** @param error what grpc-js says of a call */
  constructor(error: ServiceError, { method, address, requestId }: CallOrigin) {
    super(error.details, { cause: error });
    const details: ErrorDetails = decodeDetails(error.metadata);
    const name = status[error.code];
    this.code = isErrorCode(name) ? name : 'UNKNOWN';
    this.reason = details.reason;
    this.metadata = details.metadata;
    this.violations = details.violations;
    this.resource = details.resource;
    this.retryAfterMs = details.retryAfterMs;
    this.method = method;
    this.address = address;
    // An error without a response has no headers, only trailers.
    this.requestId = requestId ?? error.metadata?.get('x-request-id')[0]?.toString();
  }
}

/** A server may send a number that gRPC doesn't know, which has no name. */
function isErrorCode(name: string | undefined): name is MovieErrorCode {
  return name !== undefined && name !== 'OK' && name in status;
}

/** Whether this is what grpc-js throws when a call fails. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'details' in error;
}
