import { Metadata, status } from '@grpc/grpc-js';

export { status } from '@grpc/grpc-js';

/** The error that reaches a caller: its code and message are sent. Any other is logged, and answered as INTERNAL. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: status;

  /**
   * @param code a gRPC status code
   * @param message for the developer at the other end: what, where, what to do
   */
  constructor(code: status, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What is sent to a caller when a call ends with an error. */
export interface ErrorStatus {
  readonly code: status;
  readonly details: string;
  readonly metadata: Metadata;
  /** Whether it was an RpcError. If not, nothing of it is in the status, and it must be logged. */
  readonly isOurs: boolean;
}

/**
 * The status for whatever a handler threw.
 *
 * @param requestId named to the caller, so that whoever reads the log can find the error
 */
export function statusOf(error: unknown, requestId: string): ErrorStatus {
  const metadata = new Metadata();
  if (error instanceof RpcError) return { code: error.code, details: error.message, metadata, isOurs: true };
  const details = `The server failed to answer. Its log tells why, under request id ${requestId}.`;
  return { code: status.INTERNAL, details, metadata, isOurs: false };
}
