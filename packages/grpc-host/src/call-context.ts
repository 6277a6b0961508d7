import type { Metadata } from '@grpc/grpc-js';

/** Logs lines with the request id. `details` are fields for programs; never put metadata in them. */
export interface CallLog {
  /** What helps to find a fault. */
  debug(message: string, details?: object): void;
  /** What is worth knowing, and as it should be. */
  info(message: string, details?: object): void;
  /** What somebody should look at, though the call goes on. */
  warn(message: string, details?: object): void;
  /** What failed. */
  error(message: string, details?: object): void;
}

/** What a handler knows about its call, besides the request. */
export interface CallContext {
  /** Aborts when the caller leaves, the deadline passes or the server ends the call. */
  readonly signal: AbortSignal;
  /** When the answer is due, in milliseconds since 1970; Infinity if the caller set no deadline. */
  readonly deadline: number;
  /** What the caller sent with the call. Never log it: it holds tokens. */
  readonly metadata: Metadata;
  /** The caller's address and port; `unix:` over a Unix socket; without a port if a trusted proxy says it. */
  readonly peer: string;
  /** The caller's `x-request-id`, or one made here. The log has it, and every error and stream; others only if they ask. */
  readonly requestId: string;
  /** Logs with the request id. */
  readonly log: CallLog;
}
