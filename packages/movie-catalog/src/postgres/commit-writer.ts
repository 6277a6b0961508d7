import { maxLagOf, weightOf } from '../change-history.js';
import { ContentDigest } from '../content-digest.js';
import type { Movie } from '../movie.js';
import type { Commit, MovieChange } from '../store.js';
import type { Head, LoggedCommit } from './commit-log.js';
import { OWN_COMMIT_TIME, WRITE_TIME } from './commit-time.js';
import { UPSERT_MOVIES } from './movie-columns.js';
import type { Session } from './session.js';

/** A commit that is to become durable. */
export interface NewCommit extends Omit<Commit, 'time'> {
  /** Of all movies after it. */
  readonly digest: string;
}

/** What a turn makes durable. */
export interface TurnCommits {
  /** Names the turn, so that it can be found later: a UUID. */
  readonly turn: string;
  /** Those that come after the head of the database. */
  readonly commits: readonly NewCommit[];
  /** How many changes are kept for watchers, by their weight. */
  readonly historySize: number;
  /** Whether other servers are woken. */
  readonly notify: boolean;
}

/** The channel on which other servers are woken. */
export const CHANNEL = 'movie_catalog';

/** How many rows one statement writes at most: many enough to cost little each, few enough to take no second. */
const STATEMENT_ROWS = 5_000;

/** Old commits are deleted once in so many revisions, and by every turn of more than this part of the history. */
const PRUNE_EVERY = 64;

const INSERT_CHANGES = `
  INSERT INTO movie_catalog.change (revision, ordinal, id, before, after)
  SELECT * FROM json_to_recordset($1) AS row (revision bigint, ordinal integer, id text, before json, after json)`;

const DELETE_MOVIES = 'DELETE FROM movie_catalog.movie WHERE id = ANY ($1)';

// The last of the rows and all that comes with them, in one statement: the others wait for the turn meanwhile.
const WRITE = `
  WITH changes AS (${INSERT_CHANGES}), deletes AS (${DELETE_MOVIES.replace('$1', '$2')}),
  upserts AS (${UPSERT_MOVIES.replace('$1', '$3')}), commits AS (
    INSERT INTO movie_catalog.commit (revision, turn, digest, total_weight, committed_at)
    SELECT row.revision, $5, row.digest, row.weight + base.total_weight, ${WRITE_TIME}
    FROM json_to_recordset($4) AS row (revision bigint, digest text, weight bigint), movie_catalog.head AS before
    JOIN movie_catalog.commit AS base ON base.revision = before.revision
  )
  UPDATE movie_catalog.head SET revision = $6, digest = $7, last_place = last_place + $8
  RETURNING ${OWN_COMMIT_TIME} AS time, CASE WHEN $9 THEN pg_notify('${CHANNEL}', '') END`;

// The oldest commit that stays is only where the next one begins. The newest stays whatever it weighs.
const PRUNE = `
  WITH oldest AS (
    SELECT least(min(revision), $1 - 1) AS revision FROM movie_catalog.commit
    WHERE total_weight >= (SELECT total_weight FROM movie_catalog.commit WHERE revision = $1) - $2
  ), pruned AS (
    DELETE FROM movie_catalog.commit USING oldest WHERE commit.revision < oldest.revision
  )
  DELETE FROM movie_catalog.change USING oldest WHERE change.revision <= oldest.revision`;

/** The commits that changes make, each after the one before. */
export function commitsAfter(head: Head, changesOfEach: readonly (readonly MovieChange[])[]): NewCommit[] {
  const digest = new ContentDigest(head.digest);
  return changesOfEach.map((changes, index) => {
    digest.apply(changes);
    return { revision: head.revision + 1 + index, changes, digest: digest.toString() };
  });
}

/**
 * Writes the commits of a turn, in the transaction in which the head is locked. Rows are made as they are written, so
 * that the database never waits long for the next statement of a large commit.
 *
 * @returns the same commits, with their time
 */
export async function writeCommits(
  session: Session,
  { turn, commits, historySize, notify }: TurnCommits,
): Promise<readonly LoggedCommit[]> {
  const log = commitRows(commits, historySize);
  const newest = log.at(-1);
  if (newest === undefined) return [];
  const changes = await allButLast(changeRows(commits), (part) =>
    session.query(INSERT_CHANGES, [JSON.stringify(part)]),
  );
  const { movies, created } = lastStates(commits);
  const deleted = await allButLast(deletes(movies), (part) => session.query(DELETE_MOVIES, [part]));
  const upserted = await allButLast(upserts(movies), (part) => session.query(UPSERT_MOVIES, [JSON.stringify(part)]));
  const [written] = await session.query<{ time: number }>(WRITE, [
    JSON.stringify(changes),
    deleted,
    JSON.stringify(upserted),
    JSON.stringify(log),
    turn,
    newest.revision,
    newest.digest,
    created,
    notify,
  ]);
  const isLarge = newest.weight > historySize / PRUNE_EVERY;
  const isPruneDue = isLarge || newest.revision % PRUNE_EVERY < commits.length;
  if (isPruneDue) await session.query(PRUNE, [newest.revision, historySize]);
  if (written === undefined) throw new Error('The table movie_catalog.head has no row.');
  return commits.map(({ changes, ...commit }) => ({ ...commit, time: written.time, updates: changes }));
}

function* changeRows(commits: readonly NewCommit[]): Generator<object> {
  for (const { revision, changes } of commits) {
    for (const [ordinal, { id, before, after }] of changes.entries()) yield { revision, ordinal, id, before, after };
  }
}

/** What becomes of a movie in the end. */
interface LastState {
  readonly after: Movie | undefined;
  /** Among the new movies of the turn, from 1; 0 if it isn't new. */
  readonly number: number;
}

/** What becomes of each movie, by its id, and how many numbers were given. */
function lastStates(commits: readonly NewCommit[]) {
  let created = 0;
  const movies = new Map<string, LastState>();
  for (const { changes } of commits) {
    for (const { id, before, after } of changes) {
      const number = after && !before ? ++created : (movies.get(id)?.number ?? 0);
      movies.set(id, { after, number });
    }
  }
  return { movies, created };
}

function* deletes(movies: ReadonlyMap<string, LastState>): Generator<string> {
  for (const [id, { after }] of movies) if (!after) yield id;
}

function* upserts(movies: ReadonlyMap<string, LastState>): Generator<object> {
  for (const { after, number } of movies.values()) if (after) yield { ...after, number };
}

function commitRows(commits: readonly NewCommit[], historySize: number) {
  const maxLag = maxLagOf(historySize);
  let weight = 0;
  return commits.map(({ revision, digest, changes }) => {
    weight += weightOf(changes.length, maxLag);
    return { revision, digest, weight };
  });
}

/** Writes rows in parts, and gives the last part, which isn't written. */
async function allButLast<Row>(
  rows: Iterable<Row>,
  write: (part: readonly Row[]) => Promise<unknown>,
): Promise<readonly Row[]> {
  let part: Row[] = [];
  for (const row of rows) {
    if (part.length === STATEMENT_ROWS) {
      await write(part);
      part = [];
    }
    part.push(row);
  }
  return part;
}
