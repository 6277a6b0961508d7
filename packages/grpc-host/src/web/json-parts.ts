import { hostError } from '../host-errors.js';
import { BACKSLASH, QUOTE } from './json-bytes.js';

/** How many keys and values a JSON request may have: about as many as one in binary, and reading them takes 10 ms. */
const MAX_PARTS = 20_000;

/** Each is before a key or a value. */
const STARTS: ReadonlySet<number> = new Set(Buffer.from('[{:,'));

/**
 * Refuses JSON with absurdly many parts before they become objects: 4 MiB hold a million empty ones, which take seconds,
 * and arrive as 4 KB if they are compressed.
 *
 * @throws RpcError
 */
export function checkJsonParts(json: Uint8Array): void {
  let parts = 0;
  let isText = false;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE) isText = !isText;
    else if (isText) at += byte === BACKSLASH ? 1 : 0;
    else if (STARTS.has(byte) && ++parts > MAX_PARTS) {
      throw hostError('TOO_MANY_FIELDS', 'The request has far too many fields and elements.');
    }
  }
}
