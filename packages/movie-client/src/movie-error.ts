import { type ServiceError, status } from '@grpc/grpc-js';

/** A gRPC status code, by its name: `NOT_FOUND`. */
export type MovieErrorCode = Exclude<keyof typeof status, 'OK'>;

/** A call failed. */
export class MovieError extends Error {
  override readonly name = 'MovieError';
  /** Why, as gRPC tells it. */
  readonly code: MovieErrorCode;
  /** The call's path on the wire: `/Movie/GetMovieByID`. */
  readonly method: string;

  /** @param error what grpc-js says of a call */
  constructor(error: ServiceError, method: string) {
    super(error.details, { cause: error });
    const name = status[error.code];
    this.code = isErrorCode(name) ? name : 'UNKNOWN';
    this.method = method;
  }
}

/** A server may send a number that gRPC doesn't know, which has no name. */
function isErrorCode(name: string | undefined): name is MovieErrorCode {
  return name !== undefined && name !== 'OK' && name in status;
}
