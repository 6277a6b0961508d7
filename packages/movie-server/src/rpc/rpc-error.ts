import { Metadata, status } from '@grpc/grpc-js';
import { errorDetails, Status } from 'movie-proto';
import { ERROR_REASONS, type ErrorReasonName } from './error-reasons.js';

/** A field of a request that breaks a rule. */
export interface FieldViolation {
  /** The field's path in the request: `movie.genres[2]`. */
  readonly field: string;
  /** What is wrong with it. */
  readonly description: string;
}

/** What an error tells beside its reason and message. */
export interface RpcErrorOptions extends ErrorOptions {
  /** Facts for programs, in the ErrorInfo. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly violations?: readonly FieldViolation[];
  /** What was not found. */
  readonly resource?: { readonly type: string; readonly name: string };
}

/** The domain of all reasons: together they are unique in the world (AIP-193). */
export const ERROR_DOMAIN = 'movie.v1';

/** The error that reaches a caller, after AIP-193. Any other error is logged, and answered as INTERNAL. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly reason: ErrorReasonName;
  readonly code: status;
  readonly #details: RpcErrorOptions;

  /**
   * @param reason gives the gRPC code as well
   * @param message for the developer at the other end: what, where, what to do
   */
  constructor(reason: ErrorReasonName, message: string, options: RpcErrorOptions = {}) {
    super(message, options);
    this.reason = reason;
    this.code = ERROR_REASONS[reason].code;
    this.#details = options;
  }

  /** The details, as trailers take them. */
  toMetadata(): Metadata {
    const metadata = new Metadata();
    const { code, message } = this;
    const status = Status.encode({ code, message, details: this.#packDetails() }).finish();
    metadata.set('grpc-status-details-bin', Buffer.from(status));
    return metadata;
  }

  #packDetails() {
    const { ErrorInfo, BadRequest, ResourceInfo, RetryInfo } = errorDetails;
    const { metadata = {}, violations, resource } = this.#details;
    const { retryAfterMs } = ERROR_REASONS[this.reason];
    const details = [
      pack('ErrorInfo', ErrorInfo.encode(ErrorInfo.create({ reason: this.reason, domain: ERROR_DOMAIN, metadata }))),
    ];
    if (violations) {
      const fieldViolations = violations.map(({ field, description }) => ({ field, description }));
      details.push(pack('BadRequest', BadRequest.encode(BadRequest.create({ fieldViolations }))));
    }
    if (resource) {
      const { type: resourceType, name: resourceName } = resource;
      details.push(pack('ResourceInfo', ResourceInfo.encode(ResourceInfo.create({ resourceType, resourceName }))));
    }
    if (retryAfterMs !== undefined) {
      const retryDelay = { seconds: Math.floor(retryAfterMs / 1000), nanos: (retryAfterMs % 1000) * 1e6 };
      details.push(pack('RetryInfo', RetryInfo.encode({ retryDelay })));
    }
    return details;
  }
}

function pack(message: string, writer: { finish(): Uint8Array }) {
  return { typeUrl: `type.googleapis.com/google.rpc.${message}`, value: Buffer.from(writer.finish()) };
}

/** The error for whatever a handler threw: itself if it is ours, else one that tells the caller nothing of it. */
export function toRpcError(error: unknown, requestId: string): RpcError {
  if (error instanceof RpcError) return error;
  return new RpcError('INTERNAL', `The server failed. Its log tells why, under request id ${requestId}.`, {
    cause: error,
  });
}

/** Whether the call's end is worth an operator's look. After go-grpc-middleware's levels, which operators know. */
export function logLevelOf(code: status): 'info' | 'warn' | 'error' {
  switch (code) {
    case status.UNKNOWN:
    case status.UNIMPLEMENTED:
    case status.INTERNAL:
    case status.DATA_LOSS:
      return 'error';
    case status.DEADLINE_EXCEEDED:
    case status.PERMISSION_DENIED:
    case status.RESOURCE_EXHAUSTED:
    case status.FAILED_PRECONDITION:
    case status.ABORTED:
    case status.OUT_OF_RANGE:
    case status.UNAVAILABLE:
      return 'warn';
    default:
      return 'info';
  }
}
