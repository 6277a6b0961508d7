import type { Movie } from './movie.js';
import { sameMovie } from './same-movie.js';
import {
  type CommitId,
  type Decide,
  type MovieChange,
  type MoviesNow,
  type MovieUpdate,
  StoreError,
  type Written,
} from './store.js';

/** A write that waits for its turn, and where its result or error goes. */
export interface WaitingWrite<T> {
  readonly decide: Decide<T>;
  resolve(written: Written<T>): void;
  reject(error: unknown): void;
}

/** What comes of a write, once whoever gets it to wait for its turn has given it an answer. */
export function answerTo<T>(decide: Decide<T>, wait: (write: WaitingWrite<unknown>) => void): Promise<Written<T>> {
  return new Promise((resolve, reject) => {
    wait({ decide, resolve: (written: Written<T>) => resolve(written), reject });
  });
}

/** The commit of a write once it is durable. If it isn't: why, or that it was decided on what isn't true. */
export type Outcome = CommitId | 'stale' | StoreError;

/** A write of this turn. */
interface DecidedWrite {
  readonly write: WaitingWrite<unknown>;
  readonly changes: readonly MovieChange[];
  /** Gives the caller what was decided or thrown. */
  answer(commit: CommitId | undefined): void;
}

/**
 * The writes that share a turn. Each is decided on the movies as the ones before it leave them. Nothing is changed and
 * no caller gets an answer until the store says how making the changes durable went: `answer` or `fail`.
 */
export class Turn {
  readonly #movies: ReadonlyMap<string, Movie>;
  /** What this turn makes of movies; undefined once deleted. */
  readonly #changed = new Map<string, Movie | undefined>();
  /** Those of them that come after all others, in order: the new ones, and those that were deleted and came back. */
  readonly #added = new Map<string, Movie>();
  readonly #now: MoviesNow = { get: (id) => this.#get(id), values: () => this.#values() };
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

  /**
   * Answers every caller; call it once all commits are durable and published.
   *
   * @param before the commit before those of this turn, which have the revisions after it
   */
  answer({ epoch, revision }: CommitId): void {
    let last = revision;
    for (const { changes, answer } of this.#decided) {
      answer(changes.length > 0 ? { epoch, revision: ++last } : undefined);
    }
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
    let isTrue = true;
    for (const { write, changes, answer } of this.#decided) {
      const outcome = changes.length > 0 ? (next.next().value ?? 'stale') : undefined;
      if (outcome === undefined && isTrue) answer(undefined);
      else if (outcome === undefined || outcome === 'stale') undecided.push(write);
      else if (outcome instanceof StoreError) write.reject(outcome);
      else answer(outcome);
      if (outcome === 'stale' || outcome instanceof StoreError) isTrue = false;
    }
    return undecided;
  }

  #reject(error: unknown, isRejected: (decided: DecidedWrite) => boolean): WaitingWrite<unknown>[] {
    for (const decided of this.#decided) if (isRejected(decided)) decided.write.reject(error);
    return this.#decided.filter((decided) => !isRejected(decided)).map(({ write }) => write);
  }

  #decide(write: WaitingWrite<unknown>): DecidedWrite {
    try {
      const { changes, result } = write.decide(this.#now);
      return { write, changes: this.#change(changes), answer: (commit) => write.resolve({ result, commit }) };
    } catch (error) {
      return { write, changes: [], answer: () => write.reject(error) };
    }
  }

  #get(id: string): Movie | undefined {
    return this.#changed.has(id) ? this.#changed.get(id) : this.#movies.get(id);
  }

  #values(): Iterable<Movie> {
    return this.#changed.size === 0 ? this.#movies.values() : this.#changedValues();
  }

  *#changedValues(): Generator<Movie, void> {
    for (const { id } of this.#movies.values()) {
      const movie = this.#added.has(id) ? undefined : this.#get(id);
      if (movie !== undefined) yield movie;
    }
    yield* this.#added.values();
  }

  #change(updates: readonly MovieUpdate[]): MovieChange[] {
    const changes: MovieChange[] = [];
    for (const { id, after } of updates) {
      const before = this.#get(id);
      if (sameMovie(before, after)) continue;
      this.#changed.set(id, after);
      if (after === undefined) this.#added.delete(id);
      else if (before === undefined || this.#added.has(id)) this.#added.set(id, after);
      changes.push({ id, before, after });
    }
    return changes;
  }
}
