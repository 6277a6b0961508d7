import type { StoreLog } from '../store-log.js';
import { CHANNEL } from './commit-writer.js';
import { Connection } from './connection.js';
import type { DatabaseAddress } from './database-address.js';
import { isRefusal, reasonOf } from './postgres-errors.js';
import type { Session } from './session.js';

/** How often to look at the database, in milliseconds: a notification may be lost, and a connection that died is noticed. */
const LOOK_MS = 1_000;

/** How long a notification waits for more, in milliseconds: many commits in a row are taken over together. */
const GATHER_MS = 10;

/** What a follower needs. */
export interface FollowerOptions {
  readonly address: DatabaseAddress;
  /** Brings the movies up to date. */
  readonly catchUp: (session: Session) => Promise<void>;
  /** Whether to listen for notifications, which makes commits of other servers arrive at once. */
  readonly notify: boolean;
  /** Whether a notification comes from this server's own writes. */
  readonly isOwn: (processId: number) => boolean;
  /** Called when the database can't be reached any more. */
  readonly onLost: () => void;
  readonly log: StoreLog | undefined;
}

/** Takes over the commits of other servers: when one of them notifies, and every second in any case. */
export class Follower {
  readonly #options: FollowerOptions;
  readonly #connection: Connection;
  #timer: NodeJS.Timeout | undefined;
  #nextLookAt = Number.POSITIVE_INFINITY;
  #look: Promise<void> | undefined;
  #isLookDue = false;
  /** Ends, without an error, when the refresh in progress does. */
  #refresh: Promise<void> = Promise.resolve();
  #nextRefresh: Promise<void> | undefined;
  #isConnected = true;
  #isClosed = false;

  constructor(options: FollowerOptions) {
    this.#options = options;
    const { address, notify, isOwn } = options;
    const onNotification = ({ processId }: { readonly processId: number }) => {
      if (!isOwn(processId)) this.#lookLater(GATHER_MS);
    };
    const events = { onNotification, onEnd: () => this.#lookNow() };
    this.#connection = new Connection(address, events, notify ? (session) => this.#listen(session) : undefined);
  }

  /** Whether the database could be reached and followed the last time. */
  get isConnected(): boolean {
    return this.#isConnected && !this.#isClosed;
  }

  start(): void {
    this.#lookLater();
  }

  /**
   * Brings the movies up to date now.
   *
   * @throws DatabaseError, ConnectionLostError, StoreError
   */
  refresh(): Promise<void> {
    // One at a time on the connection; all who ask meanwhile wait for the same next one.
    this.#nextRefresh ??= this.#refresh.then(() => {
      this.#nextRefresh = undefined;
      const refresh = this.#catchUp();
      this.#refresh = refresh.catch(() => {});
      return refresh;
    });
    return this.#nextRefresh;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#connection.close();
    await this.#look;
  }

  async #listen(session: Session): Promise<void> {
    try {
      await session.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const { address, log } = this.#options;
      log?.warn(
        { database: address.name },
        `The database has no notifications: ${reasonOf(error)}. Commits of other servers arrive within a second.`,
      );
    }
  }

  async #catchUp(): Promise<void> {
    await this.#options.catchUp(await this.#connection.session());
  }

  /** Looks at once; what comes during a look makes for one more. */
  #lookNow(): void {
    this.#isLookDue = true;
    this.#nextLookAt = Number.POSITIVE_INFINITY;
    clearTimeout(this.#timer);
    if (this.#isClosed || this.#look) return;
    this.#look = this.#lookWhileDue().finally(() => {
      this.#look = undefined;
      this.#lookLater();
    });
  }

  #lookLater(waitMs = LOOK_MS): void {
    const at = performance.now() + waitMs;
    if (this.#isClosed || at >= this.#nextLookAt) return;
    clearTimeout(this.#timer);
    this.#nextLookAt = at;
    this.#timer = setTimeout(() => this.#lookNow(), waitMs).unref();
  }

  async #lookWhileDue(): Promise<void> {
    while (this.#isLookDue && !this.#isClosed) {
      this.#isLookDue = false;
      try {
        await this.refresh();
        this.#setConnected(true);
      } catch (error) {
        this.#setConnected(false, error);
        return;
      }
    }
  }

  #setConnected(isConnected: boolean, error?: unknown): void {
    if (isConnected === this.#isConnected || this.#isClosed) return;
    this.#isConnected = isConnected;
    const { address, log, onLost } = this.#options;
    if (isConnected) {
      log?.info({ database: address.name }, 'The database is there again.');
      return;
    }
    log?.error(
      { database: address.name, err: error },
      `The database can't be reached: ${reasonOf(error)}. Reads go on with the movies as they were; writes are refused.`,
    );
    onLost();
  }
}
