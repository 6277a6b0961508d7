import { BadRequest, ErrorInfo, PreconditionFailure } from 'grpc-proto/error-details';

/** A rule that a field of a request breaks. */
export interface FieldViolation {
  /** As the contract writes it: `movie.release_year`. */
  readonly field: string;
  readonly description: string;
}

/** Why a call can't be made as things are. */
export interface FailedPrecondition {
  /** What it is about: the id of a movie. */
  readonly subject: string;
  readonly description: string;
}

/** A call that failed, with what the server says about it. */
export class CallError extends Error {
  override readonly name = 'CallError';
  /** Connect's name of the gRPC code: `not_found`. */
  readonly code: string;
  /** The server's reason, `MOVIE_NOT_FOUND`; undefined if it is not the catalog that answered. */
  readonly reason: string | undefined;
  readonly violations: readonly FieldViolation[];
  readonly preconditions: readonly FailedPrecondition[];

  constructor(code: string, message: string, details: readonly Detail[] = []) {
    super(message);
    this.code = code;
    this.reason = decode(details, 'google.rpc.ErrorInfo', ErrorInfo)?.reason;
    this.violations = decode(details, 'google.rpc.BadRequest', BadRequest)?.fieldViolations ?? [];
    this.preconditions = decode(details, 'google.rpc.PreconditionFailure', PreconditionFailure)?.violations ?? [];
  }
}

interface Detail {
  readonly type: string;
  /** Base64 without padding. */
  readonly value: string;
}

function decode<T>(details: readonly Detail[], type: string, codec: { decode(bytes: Uint8Array): T }): T | undefined {
  const detail = details.find((candidate) => candidate.type === type);
  return detail && codec.decode(Uint8Array.from(atob(detail.value), (character) => character.charCodeAt(0)));
}

/** What Connect calls the errors of servers that aren't the catalog, such as a proxy's. */
const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'internal',
  401: 'unauthenticated',
  403: 'permission_denied',
  404: 'unimplemented',
  429: 'unavailable',
  502: 'unavailable',
  503: 'unavailable',
  504: 'unavailable',
};

/**
 * The error of a body of Connect: `{"code": …, "message": …, "details": […]}`.
 *
 * @param status the HTTP status, which decides if the body is something else
 */
export function errorOf(body: unknown, status: number): CallError {
  if (typeof body !== 'object' || body === null || !('code' in body) || typeof body.code !== 'string') {
    return new CallError(BY_STATUS[status] ?? 'unknown', `The server answered with the HTTP status ${status}.`);
  }
  const message = 'message' in body && typeof body.message === 'string' ? body.message : body.code;
  const details = 'details' in body && Array.isArray(body.details) ? body.details.filter(isDetail) : [];
  return new CallError(body.code, message, details);
}

function isDetail(detail: unknown): detail is Detail {
  const { type, value } = Object(detail);
  return typeof type === 'string' && typeof value === 'string';
}
