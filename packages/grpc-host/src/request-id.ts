import { randomBytes } from 'node:crypto';

/** Where a call's id travels, in both directions. */
export const REQUEST_ID_KEY = 'x-request-id';

const ACCEPTABLE_ID = /^[\w.:+/=-]{1,128}$/;

// Random once for each process, so that ids are unique over restarts and servers; a random number for each call would
// cost more than the rest of the id.
const PREFIX = randomBytes(9).toString('base64url');
let made = 0;

/** The id that the caller gave the call if it is harmless in a log, or else a new one. */
export function requestIdOf(given: unknown): string {
  if (typeof given === 'string' && ACCEPTABLE_ID.test(given)) return given;
  return `${PREFIX}-${(++made).toString(36)}`;
}
