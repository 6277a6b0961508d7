import { status } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { CallObserver } from '../call-observer.js';
import type { Protocol } from '../call-transport.js';
import type { Method } from '../service.js';

/**
 * One line for each call: method, protocol, code, the error's reason, duration, peer, request id; the level by the code.
 * The only things in it that a caller chooses are the request id, which is checked, and the path of a method that there
 * isn't, which is cut.
 *
 * @param okLevel the level of calls that succeed
 */
export function logCalls(log: Logger, okLevel: 'info' | 'debug'): CallObserver {
  // Each method's loggers have the method in them, which pino then turns into JSON only once.
  const logs: Readonly<Record<Protocol, Map<Method, Logger>>> = {
    grpc: new Map(),
    'grpc-web': new Map(),
    connect: new Map(),
  };
  const logOf = (method: Method, protocol: Protocol) => {
    const known = logs[protocol].get(method) ?? log.child({ method: method.path, protocol });
    logs[protocol].set(method, known);
    return known;
  };
  return {
    ended(call, { code, reason, durationMs }) {
      const level = code === status.OK ? okLevel : logLevelOf(code);
      if (!log.isLevelEnabled(level)) return;
      const { peer, protocol, requestId } = call;
      const ms = Math.round(durationMs * 1000) / 1000;
      const callLog =
        call.path === call.method.path ? logOf(call.method, protocol) : log.child({ method: call.path, protocol });
      callLog[level]({ code: status[code], reason, ms, peer, requestId }, `${call.path} ${status[code]}`);
    },
  };
}

/**
 * How much a call's end concerns an operator. The levels are those of go-grpc-middleware, which operators know; but
 * UNIMPLEMENTED is its error because a method may lack its code, and here every method has it.
 */
export function logLevelOf(code: status): 'info' | 'warn' | 'error' {
  switch (code) {
    case status.UNKNOWN:
    case status.INTERNAL:
    case status.DATA_LOSS:
      return 'error';
    case status.UNIMPLEMENTED:
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
