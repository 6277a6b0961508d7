import type { Movie } from './movie.js';
import { sameMovie } from './same-movie.js';
import type { GetMovie, MovieChange, MovieUpdate } from './store.js';

/** What it takes to undo a commit. */
export interface Reversion {
  /** Each movie at most once, in the order in which the commit first changed them. */
  readonly changes: readonly MovieUpdate[];
  /** The ids of the movies that somebody has changed since, in the same order. They are not among the changes. */
  readonly conflicts: readonly string[];
}

/**
 * The changes that put movies back to what they were before a commit. One that is so already is left out. A movie that
 * the commit deleted comes back as a new one, so it is the last in the database's order: where it was isn't kept.
 *
 * @param changes those of the commit, in order
 * @param get the movies as they are now; give it those of the decision that is to undo the commit
 */
export function revertChanges(changes: readonly MovieChange[], get: GetMovie): Reversion {
  const reverts: MovieUpdate[] = [];
  const conflicts: string[] = [];
  for (const [id, { before, after }] of wholeChanges(changes)) {
    const current = get(id);
    if (sameMovie(current, before)) continue;
    if (sameMovie(current, after)) reverts.push({ id, after: before });
    else conflicts.push(id);
  }
  return { changes: reverts, conflicts };
}

/** What became of each movie from the first of its changes to the last, by its id. */
function wholeChanges(changes: readonly MovieChange[]) {
  const whole = new Map<string, { readonly before: Movie | undefined; readonly after: Movie | undefined }>();
  for (const { id, before, after } of changes) {
    const first = whole.get(id);
    whole.set(id, { before: first === undefined ? before : first.before, after });
  }
  return whole;
}
