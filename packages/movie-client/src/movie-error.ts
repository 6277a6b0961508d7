import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { decodeDetails, type ErrorDetails, type Precondition, type Violation } from './error-details.js';
import { foreignError, NOT_GRPC } from './foreign-answer.js';

/** A gRPC status code, by its name: `NOT_FOUND`. */
export type MovieErrorCode = Exclude<keyof typeof status, 'OK'>;

/** Which call failed, and where. */
export interface CallOrigin {
  /** The path on the wire: `/movie.v1.MovieService/GetMovie`. */
  readonly method: string;
  /** The address that the client was given. */
  readonly address: string;
  readonly requestId: string | undefined;
  /** The content type of the response headers, empty if they name none; undefined if there were no headers. */
  readonly contentType?: string | undefined;
}

/** A failed call. The message is the server's, or gRPC's if no server answered; `cause` is the error of grpc-js. */
export class MovieError extends Error {
  override readonly name = 'MovieError';
  /** The gRPC status code. */
  readonly code: MovieErrorCode;
  /**
   * The server's reason, which is more exact: `MOVIE_NOT_FOUND`. Undefined if it sent none; `NOT_GRPC` if something else
   * than a gRPC server answered.
   */
  readonly reason: string | undefined;
  /** Facts that belong to the reason, by name; empty if there are none. */
  readonly metadata: Readonly<Record<string, string>>;
  /** All rules that the request breaks; empty if the request is not the cause. */
  readonly violations: readonly Violation[];
  /** What stands in the way of a write, such as movies that have changed since the one to undo; empty if nothing does. */
  readonly preconditions: readonly Precondition[];
  /** What the error is about, such as the movie that was not found. */
  readonly resource: { readonly type: string; readonly name: string } | undefined;
  /** How long the server asks to wait before a retry, in milliseconds; undefined if it doesn't ask for one. */
  readonly retryAfterMs: number | undefined;
  /** The call's path on the wire: `/movie.v1.MovieService/GetMovie`. */
  readonly method: string;
  /** The address that was called. */
  readonly address: string;
  /** Finds the call in the server's log; undefined if no server answered. */
  readonly requestId: string | undefined;

  /** @param error what grpc-js threw */
  constructor(error: ServiceError, { method, address, requestId, contentType }: CallOrigin) {
    const foreign = foreignError(error, address, contentType);
    const { code, message } = foreign ?? clear(error);
    super(message, { cause: error });
    const details: ErrorDetails = { ...decodeDetails(error.metadata), ...foreign?.details };
    const name = status[code];
    this.code = isErrorCode(name) ? name : 'UNKNOWN';
    this.reason = details.reason;
    this.metadata = details.metadata;
    this.violations = details.violations;
    this.preconditions = details.preconditions;
    this.resource = details.resource;
    this.retryAfterMs = details.retryAfterMs;
    this.method = method;
    this.address = address;
    // A call that fails before its first response has trailers only, no headers.
    this.requestId = requestId ?? error.metadata?.get('x-request-id')[0]?.toString();
  }
}

/** What every error begins with that says what is wrong with a server's responses. */
export const BROKEN_CONTRACT = 'The server breaks the contract: ';

/** What grpc-js says of responses that it can't give to its caller, in words for ours. */
const UNUSABLE: Readonly<Record<string, string>> = {
  'No message received': 'the response has no message.',
  'Too many responses received': 'the response has several messages.',
};

/** The code and message of an error of grpc-js. One of a broken contract is INTERNAL, whatever grpc-js makes of it. */
function clear({ code, details }: ServiceError): { readonly code: status; readonly message: string } {
  // For a compression that it doesn't know, grpc-js gives an error without code and details.
  if (details === undefined) return broken('the response has an unknown compression.');
  const [, problem] = /^Response message parsing error: (.*)$/s.exec(details) ?? [];
  const unusable = problem ?? UNUSABLE[details];
  return unusable === undefined ? { code, message: details } : broken(unusable);
}

function broken(problem: string) {
  return { code: status.INTERNAL, message: `${BROKEN_CONTRACT}${problem}` };
}

/** A server may send a number that gRPC has no name for. */
function isErrorCode(name: string | undefined): name is MovieErrorCode {
  return name !== undefined && name !== 'OK' && name in status;
}

/** Whether this is an error that grpc-js throws for a failed call. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'details' in error && 'metadata' in error;
}

/** An error that this client finds itself. */
export function clientError(code: status, details: string, origin: Omit<CallOrigin, 'requestId'>): MovieError {
  const error = Object.assign(new Error(details), { code, details, metadata: new Metadata() });
  return new MovieError(error, { ...origin, requestId: undefined });
}

/**
 * Whether the server itself ended the call with this error. By the contract its errors have a reason. The errors that
 * grpc-js makes of a lost connection have none, nor have those of a proxy that has lost its server.
 */
export function isFromServer({ reason }: MovieError): boolean {
  return reason !== undefined && reason !== NOT_GRPC;
}

/** Whether the response can't be read: it breaks the contract, or is larger than the client takes. */
export function isUnreadable({ message }: MovieError): boolean {
  return message.startsWith(BROKEN_CONTRACT) || message.startsWith('Received message ');
}
