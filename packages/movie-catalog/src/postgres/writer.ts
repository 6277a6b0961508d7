import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ContentDigest } from '../content-digest.js';
import { type MovieChange, StoreError } from '../store.js';
import { Turn, type WaitingWrite } from '../turn.js';
import { type Head, readLog } from './commit-log.js';
import { writeCommits } from './commit-writer.js';
import { Connection } from './connection.js';
import type { DatabaseAddress } from './database-address.js';
import type { LocalCopy } from './local-copy.js';
import { ConnectionLostError, isTemporary, reasonOf, writeError } from './postgres-errors.js';
import { checkVersion } from './schema.js';
import type { Session } from './session.js';

/** How long a turn may wait for its lock, in milliseconds: longer than a server that hangs can keep it. */
const LOCK_MS = 10_000;

/** How long the database waits for a server that has the turn and is silent, in milliseconds. */
const SILENCE_MS = 5_000;

/** How many changes of others a turn takes over; those that miss more catch up before they take the turn again. */
const MAX_TAKEN_OVER = 1_000;

/** How many writes share a turn at most. */
const MAX_WRITES = 1_000;

/** How long to ask what became of a turn whose connection was lost, in milliseconds, and how often. */
const UNKNOWN_MS = { longest: 20_000, pause: 200 };

/** How often a turn is tried again that was lost before anything was durable. */
const MAX_LOSSES = 3;

const BEGIN = `
  BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL lock_timeout = ${LOCK_MS};
  SET LOCAL idle_in_transaction_session_timeout = ${SILENCE_MS};
  SELECT schema_version AS "schemaVersion", epoch, revision::float8, digest FROM movie_catalog.head FOR UPDATE`;

/** What a writer needs. */
export interface WriterOptions {
  readonly address: DatabaseAddress;
  readonly copy: LocalCopy;
  /** Brings the movies up to date, however much they miss. */
  readonly catchUp: (session: Session) => Promise<void>;
  /** How many changes are kept for watchers, by their weight. */
  readonly historySize: number;
  /** Whether to wake the other servers. */
  readonly notify: boolean;
}

/** A turn: the head of the database is locked, and the movies in memory are those at the head. */
interface Begun {
  readonly session: Session;
  readonly head: Head;
}

/** Writes of one server, which take turns with those of all servers: who locks the row of the head has the turn. */
export class Writer {
  readonly #options: WriterOptions;
  readonly #connection: Connection;
  #waiting: WaitingWrite<unknown>[] = [];
  #running: Promise<void> | undefined;
  /** How many turns in a row were lost before anything was durable. */
  #losses = 0;
  /** Whether the last turn could not be written. */
  #hasFailed = false;
  #processId = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#connection = new Connection(options.address, {}, async ({ processId }) => {
      this.#processId = processId;
    });
  }

  /** The process of the database that serves this writer. */
  get processId(): number {
    return this.#processId;
  }

  /** Adds a write to those that wait for the next turn. */
  add(write: WaitingWrite<unknown>): void {
    this.#waiting.push(write);
    this.#running ??= this.#run();
  }

  /** Something has shown that the connection may be of no use; if it isn't used now, the next turn makes a new one. */
  dropIdle(): void {
    if (!this.#running) this.#connection.drop();
  }

  /** Waits for all writes, and closes the connection. */
  async close(): Promise<void> {
    await this.#running;
    await this.#connection.close();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      try {
        const begun = await this.#beginTwice();
        await this.#decideWaiting(begun);
      } catch (error) {
        for (const { reject } of this.#waiting.splice(0)) reject(writeError(error, this.#options.address.name));
      }
    }
    // Before anything else runs, so that no write is added to a run that has ended.
    this.#running = undefined;
  }

  async #decideWaiting(begun: Begun): Promise<void> {
    const writes = this.#waiting.splice(0, MAX_WRITES);
    try {
      this.#waiting.unshift(...(await this.#write(begun, writes)));
    } catch (error) {
      // Of those that were answered already, this changes nothing.
      this.#waiting.unshift(...writes);
      throw error;
    }
  }

  /** The connection may have ended since the last turn, which shows only now. */
  async #beginTwice(): Promise<Begun> {
    try {
      return await this.#begin();
    } catch (error) {
      if (!(error instanceof ConnectionLostError)) throw error;
      return await this.#begin();
    }
  }

  /** Takes the turn. */
  async #begin(): Promise<Begun> {
    const session = await this.#connection.session();
    for (;;) {
      try {
        const [head] = await session.query<Head>(BEGIN);
        if (head === undefined) throw new StoreError('UNREADABLE', 'The table movie_catalog.head has no row.');
        checkVersion(head.schemaVersion);
        if (await this.#isAt(session, head)) return { session, head };
      } catch (error) {
        await session.rollback();
        throw error;
      }
      // Others wait for the turn meanwhile, and this may take a while.
      await session.rollback();
      await this.#options.catchUp(session);
    }
  }

  async #isAt(session: Session, head: Head): Promise<boolean> {
    const { copy } = this.#options;
    if (copy.isAt(head)) return true;
    const { position } = copy;
    const part = await readLog(session, position.revision, MAX_TAKEN_OVER);
    return copy.follow(part, position) === 'follows' && copy.isAt(head);
  }

  /** Decides writes and makes their changes durable; gives those that have to be decided again. */
  async #write({ session, head }: Begun, writes: WaitingWrite<unknown>[]): Promise<WaitingWrite<unknown>[]> {
    const { copy, historySize, notify } = this.#options;
    const turn = new Turn(copy.replica.movies, writes);
    const { commits } = turn;
    if (commits.length === 0) {
      await session.rollback();
      turn.answer();
      return [];
    }
    const name = randomUUID();
    try {
      await writeCommits(session, { ...head, turn: name, commits, historySize, notify });
    } catch (error) {
      await session.rollback();
      return this.#failed(turn, writes, error);
    }
    try {
      await session.query('COMMIT');
    } catch (error) {
      session.destroy();
      return await this.#settle(name, head, { turn, writes, error });
    }
    this.#publish(head, commits);
    this.#succeeded(turn);
    return [];
  }

  #publish({ epoch, revision, digest: before }: Head, commits: readonly (readonly MovieChange[])[]): void {
    const digest = new ContentDigest(before);
    commits.forEach((changes, index) => {
      digest.apply(changes);
      this.#options.copy.publish(epoch, revision + 1 + index, digest.toString(), changes);
    });
  }

  #succeeded(turn: Turn): void {
    this.#losses = 0;
    this.#hasFailed = false;
    turn.answer();
  }

  /** Nothing was made durable. */
  #failed(turn: Turn, writes: WaitingWrite<unknown>[], error: unknown): WaitingWrite<unknown>[] {
    if (isTemporary(error) && ++this.#losses <= MAX_LOSSES) return writes;
    const failure = writeError(error, this.#options.address.name);
    // Once, as many writes that fail one by one would hold up all others.
    const isSecondFailure = this.#hasFailed;
    this.#hasFailed = true;
    return isSecondFailure ? turn.fail(failure) : turn.failLargest(failure);
  }

  /** Finds out what became of a turn whose connection was lost while it was made durable. */
  async #settle(
    name: string,
    { revision }: Head,
    { turn, writes, error }: { turn: Turn; writes: WaitingWrite<unknown>[]; error: unknown },
  ): Promise<WaitingWrite<unknown>[]> {
    const outcome = await this.#outcome(name, revision);
    if (outcome === 'undone') return this.#failed(turn, writes, error);
    if (outcome === 'unknown') {
      const message = `It is not known whether a write to ${this.#options.address.name} was made durable`;
      return turn.fail(new StoreError('WRITE_FAILED', `${message}: ${reasonOf(error)}.`, { cause: error }));
    }
    this.#succeeded(turn);
    return [];
  }

  /**
   * Once this server has the turn again, the lost one has ended in one way or the other; and if it was made durable, its
   * commits are taken over with the turn.
   *
   * @param revision where the database was before it
   */
  async #outcome(name: string, revision: number): Promise<'durable' | 'undone' | 'unknown'> {
    const end = performance.now() + UNKNOWN_MS.longest;
    for (;;) {
      try {
        const { session } = await this.#begin();
        const [answer] = await session.query<{ isFound: boolean; isKept: boolean }>(
          `SELECT EXISTS (SELECT FROM movie_catalog.commit WHERE turn = $1) AS "isFound",
            (SELECT min(revision) FROM movie_catalog.commit) <= $2 AS "isKept"`,
          [name, revision],
        );
        await session.rollback();
        if (answer?.isFound) return 'durable';
        return answer?.isKept ? 'undone' : 'unknown';
      } catch (error) {
        if (performance.now() > end || !isTemporary(error)) return 'unknown';
        await sleep(UNKNOWN_MS.pause);
      }
    }
  }
}
