import { status } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { CallObserver } from './call-host.js';
import { logLevelOf } from './rpc-error.js';
import type { Method } from './service.js';

/**
 * One line a call: method, code, duration, peer, request id; the level by the code. Nothing that a caller chose is in
 * it but the request id, which `ServerCall` has checked.
 *
 * @param okLevel the level of calls that succeed
 */
export function logCalls(log: Logger, okLevel: 'info' | 'debug'): CallObserver {
  // Each method's logger has the method in it, which pino then turns into JSON only once.
  const logs = new Map<Method, Logger>();
  const logOf = (method: Method) => {
    const known = logs.get(method) ?? log.child({ method: method.path });
    logs.set(method, known);
    return known;
  };
  return {
    ended(call, { code, durationMs }) {
      const level = code === status.OK ? okLevel : logLevelOf(code);
      if (!log.isLevelEnabled(level)) return;
      const { peer, requestId } = call;
      const ms = Math.round(durationMs * 1000) / 1000;
      logOf(call.method)[level]({ code: status[code], ms, peer, requestId }, `${call.method.path} ${status[code]}`);
    },
  };
}
