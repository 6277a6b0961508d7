import type { DatabaseAddress } from './database-address.js';
import { ConnectionLostError } from './postgres-errors.js';
import { Session, type SessionEvents } from './session.js';

/** The first pause after a failed attempt to connect, in milliseconds, and the longest; each one doubles the last. */
const PAUSE_MS = { first: 100, longest: 2_000 };

/** A session that is replaced by a new one when it is lost. */
export class Connection {
  readonly #address: DatabaseAddress;
  readonly #events: SessionEvents;
  readonly #prepare: (session: Session) => Promise<void>;
  #session: Session | undefined;
  #attempt: Promise<Session> | undefined;
  #failures = 0;
  #failure: unknown;
  #nextAttemptAt = 0;
  #isClosed = false;

  /** @param prepare what each new session begins with */
  constructor(
    address: DatabaseAddress,
    events: SessionEvents = {},
    prepare: (session: Session) => Promise<void> = async () => {},
  ) {
    this.#address = address;
    this.#events = events;
    this.#prepare = prepare;
  }

  /**
   * The session, or a new one. After a failed attempt, the next ones fail at once until a pause is over.
   *
   * @throws DatabaseError, ConnectionLostError
   */
  async session(): Promise<Session> {
    if (this.#session?.isOpen) return this.#session;
    if (performance.now() < this.#nextAttemptAt) throw this.#failure;
    this.#attempt ??= this.#connect().finally(() => {
      this.#attempt = undefined;
    });
    return await this.#attempt;
  }

  /** The server's process of the latest session, which its notifications name. */
  get processId(): number | undefined {
    return this.#session?.processId;
  }

  /** Ends the session at once, if there is one: something else has shown that it is of no use. */
  drop(): void {
    this.#session?.destroy();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#session?.close();
  }

  async #connect(): Promise<Session> {
    try {
      const session = await Session.connect(this.#address, this.#events);
      this.#session = session;
      await this.#prepare(session);
      if (this.#isClosed) throw new ConnectionLostError('it was closed meanwhile');
      this.#failures = 0;
      return session;
    } catch (error) {
      this.drop();
      this.#failure = error;
      const pauseMs = Math.min(PAUSE_MS.first * 2 ** this.#failures++, PAUSE_MS.longest);
      // At random moments, so that the servers of a database that was restarted don't come back all at once.
      this.#nextAttemptAt = performance.now() + pauseMs * (0.5 + Math.random() / 2);
      throw error;
    }
  }
}
