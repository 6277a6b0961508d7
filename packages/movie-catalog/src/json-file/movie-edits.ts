import type { Movie } from '../movie.js';
import type { MovieChange } from '../store.js';

/** The edits to make to the movies in a text. */
export interface MovieEdits {
  /** The movies that go; one that is deleted and created again is in `appended` too. */
  readonly removed: ReadonlySet<string>;
  /** The movies that change where they are. */
  readonly updated: ReadonlyMap<string, Movie>;
  /** The movies that come after all others, in this order. */
  readonly appended: ReadonlyMap<string, Movie>;
}

/** The combined effect of several changes, one after another. */
export function editsOf(changes: readonly MovieChange[]): MovieEdits {
  const removed = new Set<string>();
  const updated = new Map<string, Movie>();
  const appended = new Map<string, Movie>();
  for (const { id, before, after } of changes) {
    if (after === undefined) {
      appended.delete(id);
      updated.delete(id);
      removed.add(id);
    } else if (before === undefined || appended.has(id)) appended.set(id, after);
    else updated.set(id, after);
  }
  return { removed, updated, appended };
}
