import { Client, DatabaseError, type Notification } from 'pg';
import Cursor from 'pg-cursor';
import type { DatabaseAddress } from './database-address.js';
import { findPassword } from './find-password.js';
import { ConnectionLostError, reasonOf } from './postgres-errors.js';

/** How long it may take to connect, in milliseconds. */
const CONNECT_MS = 5_000;

/** How long a query may take, in milliseconds: longer than any waits for a lock. */
const ANSWER_MS = 15_000;

/** How long a connection may take to close in order, in milliseconds. */
const CLOSE_MS = 1_000;

/** What happens on a connection besides queries. */
export interface SessionEvents {
  readonly onNotification?: (notification: Notification) => void;
  /** Called once, when the connection is of no use any more. */
  readonly onEnd?: () => void;
}

/**
 * A connection to PostgreSQL. One that doesn't answer in time counts as lost, as an unplugged cable is noticed by nothing
 * else.
 */
export class Session {
  readonly #client: Client;
  #isOpen = true;

  private constructor(client: Client, { onNotification, onEnd }: SessionEvents) {
    this.#client = client;
    client.on('end', () => {
      this.#isOpen = false;
      onEnd?.();
    });
    // Errors of queries come out of them, but an error that nobody listens for ends the process.
    client.on('error', () => this.destroy());
    if (onNotification) client.on('notification', onNotification);
  }

  /**
   * @throws DatabaseError if the server refuses the connection
   * @throws ConnectionLostError if there is no server, or it doesn't answer
   */
  static async connect(address: DatabaseAddress, events: SessionEvents = {}): Promise<Session> {
    const { config } = address;
    const client: Client = new Client({ ...config, password: config.password || (() => findPassword(client)) });
    const session = new Session(client, events);
    try {
      await session.#inTime(client.connect(), CONNECT_MS);
    } catch (error) {
      session.destroy();
      throw error;
    }
    return session;
  }

  /** Whether it can be used, as far as is known. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The server's process, which its notifications name. */
  get processId(): number {
    // The driver has it, but its types don't.
    return 'processID' in this.#client ? Number(this.#client.processID) : 0;
  }

  /**
   * Runs a statement, or without values several with `;` between.
   *
   * @returns the rows of the last statement
   * @throws DatabaseError if the server refuses it
   * @throws ConnectionLostError
   */
  async query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]> {
    const answer = values ? this.#client.query<Row>(text, [...values]) : this.#client.query<Row>(text);
    // For several statements the driver gives an array of results, which its types don't say.
    const results = [await this.#inTime(answer, ANSWER_MS)].flat();
    return results.at(-1)?.rows ?? [];
  }

  /** Like `query`, but each row is the values of its columns. */
  async rows<Row extends unknown[]>(text: string, values: readonly unknown[]): Promise<Row[]> {
    const answer = this.#client.query<Row>({ text, values: [...values], rowMode: 'array' });
    return (await this.#inTime(answer, ANSWER_MS)).rows;
  }

  /**
   * Runs a query and gives its rows in batches, each row as the values of its columns, so that a large result is never in
   * memory as a whole. The next batch is fetched while one is used. Until it ends, nothing else can be asked.
   *
   * @throws DatabaseError, ConnectionLostError
   */
  async *batches<Row>(text: string, values: readonly unknown[], size: number): AsyncGenerator<readonly Row[]> {
    const cursor = this.#client.query(new Cursor<Row>(text, [...values], { rowMode: 'array' }));
    const read = () => {
      const rows = this.#inTime(cursor.read(size), ANSWER_MS);
      // It comes out of the await below, unless the reader has left by then.
      rows.catch(() => {});
      return rows;
    };
    try {
      for (let next = read(); ; ) {
        const rows = await next;
        if (rows.length === 0) return;
        next = read();
        yield rows;
      }
    } finally {
      // On a connection that is lost, the cursor would wait for an answer.
      if (this.#isOpen) await this.#inTime(cursor.close(), ANSWER_MS).catch(() => this.destroy());
    }
  }

  /** Undoes a transaction, if there is one. A connection that can't is ended. */
  async rollback(): Promise<void> {
    if (this.#isOpen) await this.query('ROLLBACK').catch(() => this.destroy());
  }

  /** Ends the connection in order. */
  async close(): Promise<void> {
    await this.#inTime(this.#client.end(), CLOSE_MS).catch(() => {});
    this.destroy();
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#isOpen = false;
    this.#client.connection.stream.destroy();
  }

  /** @throws ConnectionLostError if there is no answer in time */
  #inTime<T>(answer: Promise<T>, longestMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.destroy();
        reject(new ConnectionLostError(`it gave no answer within ${longestMs / 1_000} s`));
      }, longestMs);
      const settle = () => clearTimeout(timer);
      const fail = (error: unknown) => {
        reject(error instanceof DatabaseError ? error : new ConnectionLostError(reasonOf(error), { cause: error }));
      };
      answer.then(resolve, fail).finally(settle);
    });
  }
}
