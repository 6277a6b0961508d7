import type { status } from '@grpc/grpc-js';
import type { CallContext } from './call-context.js';
import type { Protocol } from './call-transport.js';
import type { Method } from './service.js';

/** Where the other end of a connection is. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** A call, as observers and guards see it. */
export interface ObservedCall extends CallContext {
  readonly protocol: Protocol;
  /** The other end of the connection, which may be a proxy; undefined on a Unix socket. */
  readonly remote: Endpoint | undefined;
  /** The caller's address, if a trusted proxy says it. */
  readonly forwardedFor: string | undefined;
  /** One and the same for all methods that no service has. */
  readonly method: Method;
  /** What the caller asked for: the method's path, or one that no service has, cut and without control characters. */
  readonly path: string;
}

/** Lets a call be served, or throws the RpcError that it is answered with. */
export type Guard = (call: ObservedCall) => void;

/** How a call ended. */
export interface CallOutcome {
  readonly code: status;
  /** Which error it is, if the call's handler or this host ended it with one. */
  readonly reason: string | undefined;
  readonly durationMs: number;
  /** How many messages came from the caller. */
  readonly received: number;
  /** How many messages went to the caller. */
  readonly sent: number;
}

/** Sees every call; for logs, metrics and traces. */
export interface CallObserver {
  /** A call begins: its headers are here, and neither the guard nor the handler has seen it. */
  started?(call: ObservedCall): void;
  /** Runs `serve`, which runs the handler, in a context of its own. */
  wrap?(call: ObservedCall, serve: () => void): void;
  /** A call is over, however it ended. It comes once for each call. */
  ended?(call: ObservedCall, outcome: CallOutcome): void;
}

/** Runs `serve` within what all observers wrap around it; the last one is the outermost. */
export function runWrapped(observers: readonly CallObserver[], call: ObservedCall, serve: () => void): void {
  let run = serve;
  for (const observer of observers) {
    if (!observer.wrap) continue;
    const inner = run;
    run = () => observer.wrap?.(call, inner);
  }
  run();
}
