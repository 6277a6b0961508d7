import type { FollowedCommit } from '../follow-commit.js';
import type { MovieUpdate } from '../store.js';
import { COMMIT_TIME } from './commit-time.js';
import type { Session } from './session.js';
import { movieFrom, type StoredMovie } from './stored-movie.js';

/** Where a database is: at its newest commit. */
export interface Head {
  readonly schemaVersion: number;
  readonly epoch: string;
  readonly revision: number;
  /** Of all movies there. */
  readonly digest: string;
}

/** A commit as the database has it. */
export interface LoggedCommit extends FollowedCommit {
  /** Of all movies after it. */
  readonly digest: string;
}

/** What a database has from a revision on, at one moment. */
export interface LogPart {
  readonly head: Head;
  /** Of the movies at that revision; undefined if it isn't kept any more, or never was there. */
  readonly digest: string | undefined;
  /** What follows it, in order and without gaps, but not up to the head where only few were asked for. */
  readonly commits: readonly LoggedCommit[];
}

type Row = [
  schemaVersion: number,
  epoch: string,
  headRevision: number,
  headDigest: string,
  revision: number | null,
  digest: string,
  time: number,
  id: string | null,
  after: StoredMovie | null,
];

/** How many rows are fetched at once: most readers miss no more than a few commits. */
const FEW_ROWS = 1_000;

/** How many rows are fetched at a time if they are not. */
const BATCH_ROWS = 5_000;

// One statement, so that all of it is of one moment. Of the commit at the revision itself only the digest is of use.
const READ = `
  SELECT schema_version, epoch, head.revision::float8, head.digest,
    commit.revision::float8, commit.digest, ${COMMIT_TIME}, change.id, change.after
  FROM movie_catalog.head
  LEFT JOIN movie_catalog.commit ON commit.revision >= $1
  LEFT JOIN movie_catalog.change ON change.revision = commit.revision AND change.revision > $1
  ORDER BY commit.revision, change.ordinal
  LIMIT $2`;

/**
 * Reads the commits after a revision.
 *
 * @param onlyFew reads no more than one quick answer has, which is about 1,000 changes; all by default
 * @throws DatabaseError, ConnectionLostError
 */
export async function readLog(session: Session, revision: number, onlyFew = false): Promise<LogPart> {
  const few = await session.rows<Row>(READ, [revision, FEW_ROWS]);
  const isCut = few.length === FEW_ROWS;
  if (!isCut || onlyFew) return await partOf([few], revision, isCut);
  return await partOf(session.batches<Row>(READ, [revision, null], BATCH_ROWS), revision);
}

async function partOf(
  batches: Iterable<readonly Row[]> | AsyncIterable<readonly Row[]>,
  revision: number,
  isCut = false,
): Promise<LogPart> {
  let head: Head | undefined;
  let digest: string | undefined;
  const commits: (LoggedCommit & { readonly updates: MovieUpdate[] })[] = [];
  for await (const batch of batches) {
    for (const [schemaVersion, epoch, headRevision, headDigest, at, digestThere, time, id, after] of batch) {
      head ??= { schemaVersion, epoch, revision: headRevision, digest: headDigest };
      if (at === revision) digest = digestThere;
      if (at === null || at === revision) continue;
      if (commits.at(-1)?.revision !== at) commits.push({ revision: at, digest: digestThere, time, updates: [] });
      if (id !== null) commits.at(-1)?.updates.push({ id, after: movieFrom(after) });
    }
  }
  if (head === undefined) throw new Error('The table movie_catalog.head has no row.');
  // The last one may have more changes than were read.
  if (isCut) commits.pop();
  return { head, digest, commits };
}
