import type { status } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { RpcError } from './rpc-error.js';
import type { ServerCall } from './server-call.js';

/** What a finished call looked like. */
export interface CallOutcome {
  readonly code: status;
  readonly durationMs: number;
  readonly received: number;
  readonly sent: number;
}

/** Is told of every call; for logs, metrics and traces. */
export interface CallObserver {
  started?(call: ServerCall): void;
  /** Runs `serve`, which runs the handler, in a context of its own. */
  around?(call: ServerCall, serve: () => void): void;
  ended?(call: ServerCall, outcome: CallOutcome): void;
}

/** What all calls of one server share. */
export interface CallHost {
  readonly log: Logger;
  readonly observers: readonly CallObserver[];
  /** The calls under way. */
  readonly calls: Set<ServerCall>;
  /** Why this call isn't taken; undefined if it is. */
  admit(call: ServerCall): RpcError | undefined;
  /** How long a call with one response may take, in milliseconds, whatever its deadline. */
  readonly maxUnaryMs: number;
}
