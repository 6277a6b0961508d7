import { randomUUID } from 'node:crypto';
import { type CommitId, StoreError } from '../store.js';
import { Turn, type WaitingWrite } from '../turn.js';
import type { LoggedCommit } from './commit-log.js';
import { commitsAfter, writeCommits } from './commit-writer.js';
import { HeadLock, type HeadLockOptions, type LockedHead } from './head-lock.js';
import { outcomeOf, type TurnOutcome } from './lost-turn.js';
import { isTemporary, reasonOf, writeError } from './postgres-errors.js';

/** With so many changes a turn takes no more writes: other servers wait for it, and for its writing. */
const MAX_CHANGES = 5_000;

/** How often a turn is tried again that was lost before anything was durable. */
const MAX_LOSSES = 3;

/** What a writer needs. */
export interface WriterOptions extends HeadLockOptions {
  /** How many changes are kept for watchers, by their weight. */
  readonly historySize: number;
  /** Whether to wake the other servers. */
  readonly notify: boolean;
}

/** Writes of one server, which take turns with those of all servers: who locks the head of the database has the turn. */
export class Writer {
  readonly #options: WriterOptions;
  readonly #lock: HeadLock;
  #waiting: WaitingWrite<unknown>[] = [];
  #running: Promise<void> | undefined;
  /** How many turns in a row were lost before anything was durable. */
  #losses = 0;
  /** Whether the last turn could not be written. */
  #hasFailed = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#lock = new HeadLock(options);
  }

  /** The process of the database that serves this writer. */
  get processId(): number | undefined {
    return this.#lock.processId;
  }

  /** Adds a write to those that wait for the next turn. */
  add(write: WaitingWrite<unknown>): void {
    this.#waiting.push(write);
    this.#running ??= this.#run();
  }

  /** Something has shown that the connection may be of no use; if it isn't used now, the next turn makes a new one. */
  dropIdle(): void {
    if (!this.#running) this.#lock.drop();
  }

  /** Waits for all writes, and closes the connection. */
  async close(): Promise<void> {
    await this.#running;
    await this.#lock.close();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      try {
        const locked = await this.#lock.take();
        await this.#decideWaiting(locked);
      } catch (error) {
        for (const { reject } of this.#waiting.splice(0)) reject(writeError(error, this.#options.address.name));
      }
    }
    // Before anything else runs, so that no write is added to a run that has ended.
    this.#running = undefined;
  }

  async #decideWaiting(locked: LockedHead): Promise<void> {
    const turn = new Turn(this.#options.copy.replica.movies, this.#waiting, MAX_CHANGES);
    this.#waiting.splice(0, turn.writes.length);
    try {
      this.#waiting.unshift(...(await this.#write(locked, turn)));
    } catch (error) {
      // Of those that were answered already, this changes nothing.
      this.#waiting.unshift(...turn.writes);
      throw error;
    }
  }

  /** Makes the changes of a turn durable; gives the writes that have to be decided again. */
  async #write({ session, head }: LockedHead, turn: Turn): Promise<readonly WaitingWrite<unknown>[]> {
    const { copy, historySize, notify } = this.#options;
    const commits = commitsAfter(head, turn.commits);
    if (commits.length === 0) {
      await session.rollback();
      turn.answer(head);
      return [];
    }
    const name = randomUUID();
    let written: readonly LoggedCommit[];
    try {
      written = await writeCommits(session, { turn: name, commits, historySize, notify });
    } catch (error) {
      await session.rollback();
      return this.#failed(turn, error);
    }
    try {
      await session.query('COMMIT');
    } catch (error) {
      session.destroy();
      return this.#settle(turn, await outcomeOf(this.#lock, name, head.revision), head, error);
    }
    for (const commit of written) copy.publish(head.epoch, commit);
    this.#succeeded(turn, head);
    return [];
  }

  /** @param before where the database was before the turn */
  #succeeded(turn: Turn, before: CommitId): void {
    this.#losses = 0;
    this.#hasFailed = false;
    turn.answer(before);
  }

  /** Nothing was made durable. */
  #failed(turn: Turn, error: unknown): readonly WaitingWrite<unknown>[] {
    if (isTemporary(error) && ++this.#losses <= MAX_LOSSES) return turn.writes;
    const failure = writeError(error, this.#options.address.name);
    // Once, as many writes that fail one by one would hold up all others.
    const isSecondFailure = this.#hasFailed;
    this.#hasFailed = true;
    return isSecondFailure ? turn.fail(failure) : turn.failLargest(failure);
  }

  /** The connection was lost while the turn was made durable. */
  #settle(turn: Turn, outcome: TurnOutcome, before: CommitId, error: unknown): readonly WaitingWrite<unknown>[] {
    if (outcome === 'undone') return this.#failed(turn, error);
    if (outcome === 'unknown') {
      const message = `It is not known whether a write to ${this.#options.address.name} was made durable`;
      return turn.fail(new StoreError('WRITE_FAILED', `${message}: ${reasonOf(error)}.`, { cause: error }));
    }
    this.#succeeded(turn, before);
    return [];
  }
}
