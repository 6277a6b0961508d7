import type { Movie } from './movie.js';
import type { Commit, MovieChange, MovieUpdate, Replica } from './store.js';

/** A commit that came from elsewhere, without the movies as they were before. */
export interface FollowedCommit extends Omit<Commit, 'changes'> {
  readonly updates: readonly MovieUpdate[];
}

/** Applies a commit that came from elsewhere: as `before` it gives the very objects that the replica holds. */
export function followCommit(replica: Replica, { revision, time, updates }: FollowedCommit): void {
  // A movie may be changed more than once.
  const changed = new Map<string, Movie | undefined>();
  const changes = updates.map(({ id, after }): MovieChange => {
    const before = changed.has(id) ? changed.get(id) : replica.movies.get(id);
    changed.set(id, after);
    return { id, before, after };
  });
  replica.apply({ revision, time, changes });
}
