import type { GetMovie, MovieUpdate } from 'movie-catalog';
import { v1 } from 'movie-proto';
import { toMessage } from './movie-messages.js';

/** How many changes a response shows. */
const MAX_CHANGES = 100;
/** How many bytes they take in it. A change is at most about a tenth of it. */
const MAX_CHANGES_BYTES = 2 ** 20;
/** The tag and the length of a change in a message. */
const MAX_PREFIX_BYTES = 4;

/**
 * The first of these changes as a response shows them: as many as it has room for.
 *
 * @param changes each of another movie
 * @param get gives the movies before them
 */
export function firstChanges(changes: readonly MovieUpdate[], get: GetMovie): v1.MovieChange[] {
  const shown: v1.MovieChange[] = [];
  let bytes = 0;
  for (const { id, after } of changes.slice(0, MAX_CHANGES)) {
    const before = get(id);
    const change = { before: before && toMessage(before), after: after && toMessage(after) };
    bytes += v1.MovieChange.encode(change).finish().byteLength + MAX_PREFIX_BYTES;
    if (bytes > MAX_CHANGES_BYTES) break;
    shown.push(change);
  }
  return shown;
}
