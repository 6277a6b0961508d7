import { status } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import { logLevelOf } from './rpc-error.js';
import type { CallObserver } from './server-call.js';

/**
 * One line a call: method, code, duration, peer, request id; the level by the code. Nothing that a caller chose is in
 * it but the request id, which `ServerCall` has checked.
 *
 * @param okLevel the level of calls that succeed
 */
export function logCalls(log: Logger, okLevel: 'info' | 'debug'): CallObserver {
  return {
    ended(call, { code, durationMs }) {
      const level = code === status.OK ? okLevel : logLevelOf(code);
      if (!log.isLevelEnabled(level)) return;
      const { path: method } = call.method;
      const ms = Math.round(durationMs * 1000) / 1000;
      const line = { method, code: status[code], ms, peer: call.peer, requestId: call.requestId };
      log[level](line, `${method} ${status[code]}`);
    },
  };
}
