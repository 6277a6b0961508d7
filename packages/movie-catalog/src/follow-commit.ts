import type { Movie } from './movie.js';
import type { MovieChange, MovieUpdate, Replica } from './store.js';

/** Applies a commit that came from elsewhere: as `before` it gives the very objects that the replica holds. */
export function followCommit(replica: Replica, revision: number, updates: readonly MovieUpdate[]): void {
  // A movie may be changed more than once.
  const changed = new Map<string, Movie | undefined>();
  const changes = updates.map(({ id, after }): MovieChange => {
    const before = changed.has(id) ? changed.get(id) : replica.movies.get(id);
    changed.set(id, after);
    return { id, before, after };
  });
  replica.apply({ revision, changes });
}
