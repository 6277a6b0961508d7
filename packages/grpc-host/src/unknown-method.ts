import type { Server } from '@grpc/grpc-js';
import type { Method } from './service.js';

/** Stands for every method that no service has: one, so that labels and maps don't grow with what strangers call. */
export const UNKNOWN_METHOD: Method = {
  path: 'unknown',
  service: 'unknown',
  name: 'unknown',
  requestStream: false,
  responseStream: false,
  longLived: false,
  decode: unreachable,
  encode: unreachable,
  handle: unreachable,
  mapError: undefined,
};

const MAX_SHOWN_LENGTH = 100;

/** A path that a stranger chose, as a log may have it. */
export function shownPath(path: string): string {
  const plain = path.replace(/[^\x21-\x7e]/g, '?');
  return plain.length > MAX_SHOWN_LENGTH ? `${plain.slice(0, MAX_SHOWN_LENGTH)}…` : plain;
}

/**
 * Gives calls of methods that aren't registered to the interceptors, too. grpc-js 1.14 answers them by itself, where no
 * log and no metric sees them, and has no public way to a handler for all paths. Should it look up handlers otherwise
 * one day, it answers by itself again.
 */
export function interceptUnknownMethods(server: Server): void {
  const find: unknown = Reflect.get(server, '_retrieveHandler');
  if (typeof find !== 'function') return;
  const unknown = { func: unreachable, serialize: unreachable, deserialize: unreachable, type: 'unary' };
  const value = (path: string): unknown => find.call(server, path) ?? { ...unknown, path };
  Object.defineProperty(server, '_retrieveHandler', { value });
}

function unreachable(): never {
  throw new Error('A call of an unknown method is never admitted.');
}
