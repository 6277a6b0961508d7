import { createHash } from 'node:crypto';
import type { CommitId } from 'movie-catalog';

/**
 * A commit's name as callers get it: opaque to them, the same from every server on the database, and short enough to
 * type. Empty if there is no commit.
 */
export function revisionOf(commit: CommitId | undefined): string {
  return commit ? `${commit.revision}-${markOf(commit.epoch)}` : '';
}

/** A revision that a caller has sent back. */
export interface Revision {
  /** The commit that it names, if it is of this epoch. */
  in(epoch: string): CommitId | undefined;
}

/** Reads what `revisionOf` has made; undefined if it can't have. */
export function readRevision(text: string): Revision | undefined {
  const [, digits, mark] = /^([1-9]\d{0,15})-([0-9a-f]{8})$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return { in: (epoch) => (markOf(epoch) === mark ? { epoch, revision: Number(digits) } : undefined) };
}

/** The same for revisions of one epoch, and almost surely another one for any other epoch. */
function markOf(epoch: string): string {
  return createHash('sha256').update(epoch).digest('hex').slice(0, 8);
}
