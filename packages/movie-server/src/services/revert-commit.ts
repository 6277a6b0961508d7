import type { RpcError } from 'grpc-host';
import { type CommittedChanges, type Decision, type GetMovie, type MovieCatalog, revertChanges } from 'movie-catalog';
import type { v1 } from 'movie-proto';
import { commitOrValidate } from './commit-write.js';
import { movieError } from './error-reasons.js';
import { invalidRequest, quoted } from './movie-errors.js';
import { type Revision, readRevision, revisionOf } from './revision.js';

type RevertCounts = Omit<v1.RevertCommitResponse, 'changes' | 'revision'>;

/**
 * Undoes a commit: puts back what it changed, as a new one.
 *
 * @throws RpcError if the server doesn't know the commit, or if one of its movies has changed since
 * @throws StoreError
 */
export async function revertCommit(
  { revision: text, validateOnly }: v1.RevertCommitRequest,
  catalog: MovieCatalog,
): Promise<v1.RevertCommitResponse> {
  const revision = readRevision(text);
  if (!revision) throw invalidRequest([{ field: 'revision', description: problemOf(text) }]);
  const id = revision.in(catalog.position.epoch);
  // A decision that is not made in a turn sees only what this server has.
  if (validateOnly && id) await catalog.reach(id);
  return await commitOrValidate(catalog, validateOnly, ({ get }) =>
    decideRevert(keptCommit(revision, text, catalog), get),
  );
}

function problemOf(text: string): string {
  return text === '' ? 'is required' : 'must be as a write or a watch has given it, such as 8-64588d75';
}

/** @throws RpcError if there is no such commit, or none any more */
function keptCommit(revision: Revision, text: string, catalog: MovieCatalog): CommittedChanges {
  const { epoch } = catalog.position;
  const id = revision.in(epoch);
  const commit = id && catalog.commit(id);
  if (commit) return commit;
  const [oldest, newest] = [catalog.history.at(0), catalog.history.at(-1)].map(
    (kept) => kept && revisionOf({ epoch, revision: kept.revision }),
  );
  const rest =
    oldest && newest ? `Those from ${oldest} to ${newest} can be undone.` : 'None can be undone at the moment.';
  const message = `This server has no write ${quoted(text)}, or keeps it no longer. ${rest}`;
  const metadata = {
    revision: text,
    ...(oldest && newest ? { oldest_revision: oldest, newest_revision: newest } : {}),
  };
  throw movieError('COMMIT_EXPIRED', message, { metadata });
}

function decideRevert({ changes: committed }: CommittedChanges, get: GetMovie): Decision<RevertCounts> {
  const { changes, conflicts } = revertChanges(committed, get);
  if (conflicts.length > 0) throw revertConflict(conflicts, get);
  const createdCount = changes.filter(({ id }) => !get(id)).length;
  const deletedCount = changes.filter(({ after }) => !after).length;
  const updatedCount = changes.length - createdCount - deletedCount;
  return { changes, result: { createdCount, updatedCount, deletedCount } };
}

/** How many of the movies in question an error names, if there is room for them. */
const MAX_NAMED = 100;

function revertConflict(ids: readonly string[], get: GetMovie): RpcError {
  const more = ids.length > 3 ? ` and ${ids.length - 3} more` : '';
  const count = ids.length === 1 ? 'A movie has' : `${ids.length} movies have`;
  const message = `${count} changed since that write, and nothing was undone: ${ids.slice(0, 3).map(quoted).join(', ')}${more}.`;
  const preconditions = ids
    .slice(0, MAX_NAMED)
    .map((id) =>
      get(id)
        ? { type: 'MOVIE_CHANGED', subject: id, description: 'was changed after the write' }
        : { type: 'MOVIE_DELETED', subject: id, description: 'was deleted after the write' },
    );
  return movieError('REVERT_CONFLICT', message, { preconditions, metadata: { count: `${ids.length}` } });
}
