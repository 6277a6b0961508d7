import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_HISTORY_SIZE } from '../change-history.js';
import { type Decide, type Replica, type Store, StoreError, type Written } from '../store.js';
import type { StoreLog } from '../store-log.js';
import { answerTo } from '../turn.js';
import { CatchUp } from './catch-up.js';
import { Connection } from './connection.js';
import { type DatabaseAddress, databaseAddress } from './database-address.js';
import { Follower } from './follower.js';
import { LocalCopy } from './local-copy.js';
import { isTemporary, readError, reasonOf } from './postgres-errors.js';
import { schemaVersion, setUpSchema } from './schema.js';
import { Writer } from './writer.js';

/** How to open a database of PostgreSQL. */
export interface PostgresOptions {
  /** Refuses every change, and needs no more than the right to read. False by default. */
  readonly readOnly?: boolean;
  /** Where to report what is the matter with the database; nowhere by default. */
  readonly log?: StoreLog;
  /** How many changes are kept, for watchers that resume and to undo, on every server of the database; 10,000 by default. */
  readonly historySize?: number;
  /**
   * Whether commits of other servers arrive by LISTEN and NOTIFY, within milliseconds; otherwise they arrive within a
   * second. True by default. PgBouncer in transaction mode has no LISTEN.
   */
  readonly notify?: boolean;
  /** How long `open` waits for a database that can't be reached, in milliseconds; a minute by default. */
  readonly patienceMs?: number;
}

/** How long to wait between attempts to open the database, in milliseconds. */
const RETRY_MS = 500;

/**
 * The store of several servers: a database of PostgreSQL, version 12 or later. All writers of all servers take turns by
 * the lock on one row, and each server follows the commits of the others. The tables are created at the first start.
 *
 * @param url `postgres://…`, with the options that libpq takes
 * @throws StoreError if the URL can't be used
 */
export function openPostgres(url: string, options: PostgresOptions = {}): Store {
  return new PostgresStore(databaseAddress(url), options);
}

/** What there is while the store is open. */
interface Opened {
  readonly follower: Follower;
  readonly writer: Writer;
}

class PostgresStore implements Store {
  readonly #address: DatabaseAddress;
  readonly #options: PostgresOptions;
  readonly #closing = new AbortController();
  #opening: Promise<void> | undefined;
  #opened: Opened | undefined;
  #closed: Promise<void> | undefined;

  constructor(address: DatabaseAddress, options: PostgresOptions) {
    this.#address = address;
    this.#options = options;
  }

  open(replica: Replica): Promise<void> {
    this.#opening = this.#open(replica);
    return this.#opening;
  }

  write<T>(decide: Decide<T>): Promise<Written<T>> {
    const opened = this.#opened;
    if (!opened || this.#closed) return Promise.reject(this.#notOpen());
    if (this.#options.readOnly) {
      return Promise.reject(
        new StoreError('READ_ONLY', `The database ${this.#address.name} is opened to be read only.`),
      );
    }
    return answerTo(decide, (write) => opened.writer.add(write));
  }

  async refresh(): Promise<void> {
    if (!this.#opened || this.#closed) throw this.#notOpen();
    try {
      await this.#opened.follower.refresh();
    } catch (error) {
      throw readError(error, this.#address.name);
    }
  }

  get isConnected(): boolean {
    return this.#opened?.follower.isConnected === true;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    await this.#opening?.catch(() => {});
    await this.#opened?.writer.close();
    await this.#opened?.follower.close();
  }

  #notOpen(): StoreError {
    return new StoreError('WRITE_FAILED', `The database ${this.#address.name} is not open.`);
  }

  async #open(replica: Replica): Promise<void> {
    const { readOnly = false, log } = this.#options;
    const copy = new LocalCopy(replica);
    const catchUp = new CatchUp(copy, readOnly, log);
    await this.#load(catchUp);
    const opened = this.#parts(copy, catchUp);
    this.#opened = opened;
    opened.follower.start();
  }

  #parts(copy: LocalCopy, catchUp: CatchUp): Opened {
    const { log, historySize = DEFAULT_HISTORY_SIZE, notify = true } = this.#options;
    const address = this.#address;
    const common = { address, notify, catchUp: (session: Parameters<CatchUp['run']>[0]) => catchUp.run(session) };
    const writer = new Writer({ ...common, copy, historySize });
    const isOwn = (processId: number) => processId === writer.processId;
    const follower = new Follower({ ...common, isOwn, onLost: () => writer.dropIdle(), log });
    return { follower, writer };
  }

  /** Loads everything, once the database can be reached. */
  async #load(catchUp: CatchUp): Promise<void> {
    const end = performance.now() + (this.#options.patienceMs ?? 60_000);
    for (let isFirst = true; ; isFirst = false) {
      try {
        await this.#loadOnce(catchUp);
        return;
      } catch (error) {
        this.#checkOpening();
        if (!isTemporary(error) || performance.now() > end) throw readError(error, this.#address.name);
        const { log } = this.#options;
        const message = `The database ${this.#address.name} can't be reached: ${reasonOf(error)}. Trying again.`;
        if (isFirst) log?.warn({}, message);
        await sleep(RETRY_MS, undefined, { signal: this.#closing.signal }).catch(() => this.#checkOpening());
      }
    }
  }

  async #loadOnce(catchUp: CatchUp): Promise<void> {
    // A connection of its own: what loads a million movies doesn't keep the memory that this takes.
    const connection = new Connection(this.#address);
    try {
      const session = await connection.session();
      this.#checkOpening();
      if (!this.#options.readOnly) await setUpSchema(session);
      else if ((await schemaVersion(session)) === 0) throw this.#isEmpty();
      await catchUp.load(session);
    } finally {
      await connection.close();
    }
  }

  #isEmpty(): StoreError {
    const message = `The database ${this.#address.name} has no catalog yet. Start a server once without --read-only.`;
    return new StoreError('UNREADABLE', message);
  }

  /** @throws StoreError if it was closed meanwhile */
  #checkOpening(): void {
    if (this.#closing.signal.aborted) throw this.#notOpen();
  }
}
