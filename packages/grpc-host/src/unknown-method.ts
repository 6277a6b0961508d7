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

function unreachable(): never {
  throw new Error('A call of an unknown method is never admitted.');
}
