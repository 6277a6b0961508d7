import type { Movie } from './movie.js';
import { sameMovie } from './same-movie.js';
import type { Decide, MovieChange, MovieUpdate, StoreError } from './store.js';

/** A write that waits for its turn, and where its result or error goes. */
export interface WaitingWrite<T> {
  readonly decide: Decide<T>;
  resolve(result: T): void;
  reject(error: unknown): void;
}

/** How making the changes of a write durable went: why they aren't, or that they were decided on what isn't true. */
export type Outcome = 'durable' | 'stale' | StoreError;

/** A write of this turn. */
interface DecidedWrite {
  readonly write: WaitingWrite<unknown>;
  readonly changes: readonly MovieChange[];
  /** Gives the caller what was decided or thrown. */
  answer(): void;
}

/**
 * The writes that share a turn. Each is decided on the movies as the ones before it leave them. Nothing is changed and
 * no caller gets an answer until the store says how making the changes durable went: `answer` or `fail`.
 */
export class Turn {
  readonly #movies: ReadonlyMap<string, Movie>;
  /** What this turn makes of movies; undefined once deleted. */
  readonly #changed = new Map<string, Movie | undefined>();
  readonly #decided: DecidedWrite[] = [];

  /**
   * Decides the writes in order.
   *
   * @param movies up to date, and unchanged until the turn ends
   * @param maxChanges once there are so many, the writes that come after aren't of this turn; all are by default
   */
  constructor(
    movies: ReadonlyMap<string, Movie>,
    writes: readonly WaitingWrite<unknown>[],
    maxChanges = Number.POSITIVE_INFINITY,
  ) {
    this.#movies = movies;
    let count = 0;
    for (const write of writes) {
      if (count >= maxChanges) break;
      const decided = this.#decide(write);
      this.#decided.push(decided);
      count += decided.changes.length;
    }
  }

  /** The writes of this turn. */
  get writes(): readonly WaitingWrite<unknown>[] {
    return this.#decided.map(({ write }) => write);
  }

  /** What to make durable and then publish: the changes of each write that changes something. */
  get commits(): readonly (readonly MovieChange[])[] {
    return this.#decided.map(({ changes }) => changes).filter((changes) => changes.length > 0);
  }

  /** Answers every caller; call it once all commits are durable and published. */
  answer(): void {
    for (const write of this.#decided) write.answer();
  }

  /**
   * Rejects the writes that change something, as nothing was made durable.
   *
   * @returns the other writes, to be decided again: what they saw may not be true
   */
  fail(error: unknown): WaitingWrite<unknown>[] {
    return this.#reject(error, ({ changes }) => changes.length > 0);
  }

  /**
   * Rejects the write with the most changes only, as it may be what can't be made durable: too large for the disk, say.
   *
   * @returns the other writes, to be decided again
   */
  failLargest(error: unknown): WaitingWrite<unknown>[] {
    const most = Math.max(...this.#decided.map(({ changes }) => changes.length));
    const largest = this.#decided.find(({ changes }) => changes.length === most);
    return this.#reject(error, (decided) => decided === largest);
  }

  /**
   * Answers or rejects each write that changes something by its own outcome; of the others, those that saw nothing but
   * durable changes.
   *
   * @param outcomes of `commits`
   * @returns the other writes, to be decided again
   */
  settle(outcomes: readonly Outcome[]): WaitingWrite<unknown>[] {
    const undecided: WaitingWrite<unknown>[] = [];
    const next = outcomes.values();
    let seen: Outcome = 'durable';
    for (const { write, changes, answer } of this.#decided) {
      const outcome = changes.length > 0 ? (next.next().value ?? 'stale') : seen;
      if (outcome === 'durable') answer();
      else if (changes.length > 0 && outcome !== 'stale') write.reject(outcome);
      else undecided.push(write);
      if (outcome !== 'durable') seen = 'stale';
    }
    return undecided;
  }

  #reject(error: unknown, isRejected: (decided: DecidedWrite) => boolean): WaitingWrite<unknown>[] {
    for (const decided of this.#decided) if (isRejected(decided)) decided.write.reject(error);
    return this.#decided.filter((decided) => !isRejected(decided)).map(({ write }) => write);
  }

  #decide(write: WaitingWrite<unknown>): DecidedWrite {
    try {
      const { changes, result } = write.decide((id) => this.#get(id));
      return { write, changes: this.#change(changes), answer: () => write.resolve(result) };
    } catch (error) {
      return { write, changes: [], answer: () => write.reject(error) };
    }
  }

  #get(id: string): Movie | undefined {
    return this.#changed.has(id) ? this.#changed.get(id) : this.#movies.get(id);
  }

  #change(updates: readonly MovieUpdate[]): MovieChange[] {
    const changes: MovieChange[] = [];
    for (const { id, after } of updates) {
      const before = this.#get(id);
      if (sameMovie(before, after)) continue;
      this.#changed.set(id, after);
      changes.push({ id, before, after });
    }
    return changes;
  }
}
