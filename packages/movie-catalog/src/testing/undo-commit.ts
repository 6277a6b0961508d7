import type { MovieCatalog } from '../catalog.js';
import { type Reversion, revertChanges } from '../revert-changes.js';
import type { CommitId, Written } from '../store.js';

/**
 * Undoes a commit, as far as nobody has changed its movies since.
 *
 * @throws Error if there is no such commit, or it isn't kept
 */
export function undoCommit(catalog: MovieCatalog, id: CommitId | undefined): Promise<Written<Reversion>> {
  return catalog.write(({ get }) => {
    const commit = id && catalog.commit(id);
    if (commit === undefined) throw new Error('The commit is not kept.');
    const reversion = revertChanges(commit.changes, get);
    return { changes: reversion.changes, result: reversion };
  });
}
