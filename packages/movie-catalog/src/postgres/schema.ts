import { randomUUID } from 'node:crypto';
import { ContentDigest } from '../content-digest.js';
import { StoreError } from '../store.js';
import type { Session } from './session.js';

/**
 * The steps from an empty database to the tables as this program knows them, each from one version of the schema to the
 * next. A step that was published never changes; a change is a new step.
 */
export const MIGRATIONS: readonly string[] = [
  `
  -- One row, which every writer locks: so the order of commits is the order of revisions, without gaps.
  CREATE TABLE movie_catalog.head (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    schema_version integer NOT NULL,
    epoch text NOT NULL,
    revision bigint NOT NULL,
    -- Of all movies at this revision.
    digest text NOT NULL,
    -- The highest place that a movie was ever given.
    last_place bigint NOT NULL
  ) WITH (fillfactor = 10);

  CREATE TABLE movie_catalog.movie (
    id text COLLATE "C" PRIMARY KEY,
    -- Movies are in the order of their places.
    place bigint NOT NULL,
    title text NOT NULL CHECK (title <> ''),
    rating double precision NOT NULL CHECK (rating BETWEEN 0 AND 10),
    director text NOT NULL,
    release_year integer NOT NULL,
    genres jsonb NOT NULL CHECK (jsonb_typeof(genres) = 'array')
  );
  CREATE UNIQUE INDEX movie_place ON movie_catalog.movie (place);

  -- The latest commits, for servers that follow and watchers that resume. The oldest is only where the next one begins.
  CREATE TABLE movie_catalog.commit (
    revision bigint PRIMARY KEY,
    -- Names the transaction, so that a server whose connection was lost can see whether it came about.
    turn uuid NOT NULL,
    digest text NOT NULL,
    -- What it and all commits before it weigh in the history of changes.
    total_weight bigint NOT NULL,
    committed_at timestamptz NOT NULL DEFAULT now()
  );

  -- The changes of those commits, as JSON of the movie before and after; NULL where there was or is none.
  CREATE TABLE movie_catalog.change (
    revision bigint,
    ordinal integer,
    id text NOT NULL,
    before json,
    after json,
    PRIMARY KEY (revision, ordinal)
  );
  `,
  `
  ALTER TABLE movie_catalog.movie ALTER COLUMN rating DROP NOT NULL;
  ALTER TABLE movie_catalog.movie ADD labels jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(labels) = 'object');
  `,
];

// With IF NOT EXISTS alone, PostgreSQL asks for the right to create schemas even if an administrator has made this one.
const CREATE_SCHEMA = `
  DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'movie_catalog') THEN
      CREATE SCHEMA movie_catalog;
    END IF;
  END $$`;

/** Any number, but the same for all servers: whoever sets up or upgrades the schema holds it. */
const ADVISORY_LOCK = 7_030_015;

/**
 * Creates the tables in a database without them, and upgrades older ones. Servers that do so at the same time wait for
 * each other.
 *
 * @param migrations those of the program; tests have others
 * @throws StoreError if the tables are those of a newer program, or there are none yet and the encoding doesn't take
 *   every title
 * @throws what the session throws
 */
export async function setUpSchema(session: Session, migrations = MIGRATIONS): Promise<void> {
  const version = await schemaVersion(session);
  if (version === migrations.length) return;
  checkVersion(version, migrations.length);
  await session.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    await session.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCK]);
    await migrate(session, migrations);
    await session.query('COMMIT');
  } catch (error) {
    await session.rollback();
    throw error;
  }
}

/** The version of the schema in the database; 0 if there is none. */
export async function schemaVersion(session: Session): Promise<number> {
  // Not `to_regclass`, which still answers from the session's cache while it waits for a server that creates the tables.
  const [{ exists } = { exists: false }] = await session.query<{ exists: boolean }>(
    `SELECT EXISTS (
      SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'movie_catalog' AND tablename = 'head'
    ) AS exists`,
  );
  if (!exists) return 0;
  const [head] = await session.query<{ version: number }>('SELECT schema_version AS version FROM movie_catalog.head');
  if (head) return head.version;
  throw new StoreError('UNREADABLE', `The table movie_catalog.head is empty; it must have one row.`);
}

/** @throws StoreError if the schema is newer than the program */
export function checkVersion(version: number, known = MIGRATIONS.length): void {
  if (version <= known) return;
  throw new StoreError(
    'UNREADABLE',
    `A newer program has upgraded the database's schema to version ${version}, and this one knows version ${known}. ` +
      'Update this program.',
  );
}

async function migrate(session: Session, migrations: readonly string[]): Promise<void> {
  // Another server may have done it while this one waited for the lock.
  const version = await schemaVersion(session);
  checkVersion(version, migrations.length);
  if (version === 0) {
    await checkEncoding(session);
    await session.query(CREATE_SCHEMA);
  }
  for (const migration of migrations.slice(version)) await session.query(migration);
  if (version === 0) await begin(session);
  await session.query('UPDATE movie_catalog.head SET schema_version = $1', [migrations.length]);
}

/** With another encoding, writes of many titles would fail later. SQL_ASCII takes the bytes as they are. */
async function checkEncoding(session: Session): Promise<void> {
  const [{ encoding } = { encoding: '' }] = await session.query<{ encoding: string }>(
    `SELECT current_setting('server_encoding') AS encoding`,
  );
  if (encoding === 'UTF8' || encoding === 'SQL_ASCII') return;
  throw new StoreError('UNREADABLE', `The database has the encoding ${encoding}. Make one with the encoding UTF8.`);
}

async function begin(session: Session): Promise<void> {
  const digest = new ContentDigest().toString();
  await session.query('INSERT INTO movie_catalog.head VALUES (true, 0, $1, 0, $2, 0)', [randomUUID(), digest]);
  await session.query('INSERT INTO movie_catalog.commit VALUES (0, $1, $2, 0)', [randomUUID(), digest]);
}
