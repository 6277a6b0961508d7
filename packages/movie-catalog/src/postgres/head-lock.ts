import { StoreError } from '../store.js';
import { type Head, readLog } from './commit-log.js';
import { Connection } from './connection.js';
import type { DatabaseAddress } from './database-address.js';
import type { LocalCopy } from './local-copy.js';
import { ConnectionLostError } from './postgres-errors.js';
import { checkVersion } from './schema.js';
import type { Session } from './session.js';

/** How long to wait for the lock, in milliseconds: longer than a server that hangs can keep it. */
const LOCK_MS = 10_000;

/** How long the database waits for a server that has the lock and is silent, in milliseconds. */
const SILENCE_MS = 5_000;

const BEGIN = `
  BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL lock_timeout = ${LOCK_MS};
  SET LOCAL idle_in_transaction_session_timeout = ${SILENCE_MS};
  SELECT schema_version AS "schemaVersion", epoch, revision::float8, digest FROM movie_catalog.head FOR UPDATE`;

/** What it takes to lock the head. */
export interface HeadLockOptions {
  readonly address: DatabaseAddress;
  readonly copy: LocalCopy;
  /** Brings the movies up to date, however much they miss. */
  readonly catchUp: (session: Session) => Promise<void>;
}

/** The head of the database, locked until the session's transaction ends; the movies in memory are those at the head. */
export interface LockedHead {
  readonly session: Session;
  readonly head: Head;
}

/** The lock on the row of the head: the turn to write, of all servers. It has a connection of its own. */
export class HeadLock {
  readonly #options: HeadLockOptions;
  readonly #connection: Connection;

  constructor(options: HeadLockOptions) {
    this.#options = options;
    this.#connection = new Connection(options.address);
  }

  /** The process of the database that serves the connection. */
  get processId(): number | undefined {
    return this.#connection.processId;
  }

  /**
   * Waits for the lock, and brings the movies up to date.
   *
   * @throws DatabaseError, ConnectionLostError
   * @throws StoreError if a newer program has upgraded the schema
   */
  async take(): Promise<LockedHead> {
    try {
      return await this.#take();
    } catch (error) {
      // The connection may have ended since it was used, which shows only now.
      if (!(error instanceof ConnectionLostError)) throw error;
      return await this.#take();
    }
  }

  /** Ends the connection at once; the next `take` makes a new one. */
  drop(): void {
    this.#connection.drop();
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  async #take(): Promise<LockedHead> {
    const session = await this.#connection.session();
    for (let isFirst = true; ; isFirst = false) {
      // Much is taken over without the lock, as others wait for it. But once only: behind a server that writes much without
      // a break, this one would never have its turn.
      const head = await this.#lock(session, isFirst);
      if (head) return { session, head };
      await this.#options.catchUp(session);
    }
  }

  /** Locks the head; undefined, and not locked, if the movies miss more than is taken over with it. */
  async #lock(session: Session, onlyFew: boolean): Promise<Head | undefined> {
    try {
      const [head] = await session.query<Head>(BEGIN);
      if (head === undefined) throw new StoreError('UNREADABLE', 'The table movie_catalog.head has no row.');
      checkVersion(head.schemaVersion);
      if (await this.#isAt(session, head, onlyFew)) return head;
    } catch (error) {
      await session.rollback();
      throw error;
    }
    await session.rollback();
    return undefined;
  }

  async #isAt(session: Session, head: Head, onlyFew: boolean): Promise<boolean> {
    const { copy } = this.#options;
    if (copy.isAt(head)) return true;
    const { position } = copy;
    copy.follow(await readLog(session, position.revision, onlyFew), position);
    return copy.isAt(head);
  }
}
