import type { Movie } from '../movie.js';
import type { MovieUpdate } from '../store.js';
import type { Session } from './session.js';

/** Where a database is: at its newest commit. */
export interface Head {
  readonly schemaVersion: number;
  readonly epoch: string;
  readonly revision: number;
  /** Of all movies there. */
  readonly digest: string;
}

/** A commit as the database has it. */
export interface LoggedCommit {
  readonly revision: number;
  /** Of all movies after it. */
  readonly digest: string;
  readonly updates: readonly MovieUpdate[];
}

/** What a database has from a revision on, at one moment. */
export interface LogPart {
  readonly head: Head;
  /** Of the movies at that revision; undefined if it isn't kept any more, or never was there. */
  readonly digest: string | undefined;
  /** What follows it, in order and without gaps. */
  readonly commits: readonly LoggedCommit[];
  /** Whether it goes up to the head. */
  readonly isWhole: boolean;
}

type Row = [
  schemaVersion: number,
  epoch: string,
  headRevision: number,
  headDigest: string,
  revision: number | null,
  digest: string,
  id: string | null,
  after: Movie | null,
];

/** How many rows are fetched at once in the hope that they are all. */
const FEW_ROWS = 1_000;

/** How many rows are fetched at a time if they are not. */
const BATCH_ROWS = 5_000;

// One statement, so that all of it is of one moment. Of the commit at the revision itself only the digest is of use.
const READ = `
  SELECT schema_version, epoch, head.revision::float8, head.digest,
    commit.revision::float8, commit.digest, change.id, change.after
  FROM movie_catalog.head
  LEFT JOIN movie_catalog.commit ON commit.revision >= $1
  LEFT JOIN movie_catalog.change ON change.revision = commit.revision AND change.revision > $1
  ORDER BY commit.revision, change.ordinal
  LIMIT $2`;

/**
 * Reads the commits after a revision.
 *
 * @param maxRows reads no more than about this many changes; all by default
 * @throws DatabaseError, ConnectionLostError
 */
export async function readLog(session: Session, revision: number, maxRows?: number): Promise<LogPart> {
  // Most readers are a few commits behind: one question and one answer.
  const few = await session.rows<Row>(READ, [revision, Math.min(maxRows ?? Infinity, FEW_ROWS)]);
  if (few.length < FEW_ROWS || maxRows === FEW_ROWS) return await partOf([few], revision, maxRows);
  return await partOf(session.batches<Row>(READ, [revision, maxRows ?? null], BATCH_ROWS), revision, maxRows);
}

async function partOf(
  batches: Iterable<readonly Row[]> | AsyncIterable<readonly Row[]>,
  revision: number,
  maxRows: number | undefined,
): Promise<LogPart> {
  let head: Head | undefined;
  let digest: string | undefined;
  let rows = 0;
  const commits: { readonly revision: number; readonly digest: string; readonly updates: MovieUpdate[] }[] = [];
  for await (const batch of batches) {
    for (const [schemaVersion, epoch, headRevision, headDigest, at, digestThere, id, after] of batch) {
      rows++;
      head ??= { schemaVersion, epoch, revision: headRevision, digest: headDigest };
      if (at === revision) digest = digestThere;
      if (at === null || at === revision) continue;
      if (commits.at(-1)?.revision !== at) commits.push({ revision: at, digest: digestThere, updates: [] });
      if (id !== null) commits.at(-1)?.updates.push({ id, after: after ?? undefined });
    }
  }
  if (head === undefined) throw new Error('The table movie_catalog.head has no row.');
  // The last one may have more changes than were read.
  if (rows === maxRows) commits.pop();
  return { head, digest, commits, isWhole: rows !== maxRows };
}
