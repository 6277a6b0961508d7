import type { Movie } from './movie.js';
import type { MovieTable } from './movie-table.js';

/** Looks up a movie by its id; undefined if there is none. */
export type GetMovie = (id: string) => Movie | undefined;

/** All movies as a write finds them when its turn comes, with what earlier writes of the same turn make of them. */
export interface MoviesNow {
  readonly get: GetMovie;
  /** In the database's order, the new ones last. To be read within the decision. */
  readonly values: () => Iterable<Movie>;
}

/** What a movie becomes. */
export interface MovieUpdate {
  readonly id: string;
  /** The movie from now on; undefined deletes it. */
  readonly after: Movie | undefined;
}

/** What became of a movie. */
export interface MovieChange extends MovieUpdate {
  /** The very object that the replica held before this change; undefined if there was none. */
  readonly before: Movie | undefined;
}

/** What a write decides. */
export interface Decision<T> {
  /** What to make durable. An update that leaves a movie as it is doesn't count as one. */
  readonly changes: readonly MovieUpdate[];
  /** What the caller gets once the changes are durable. */
  readonly result: T;
}

/**
 * Decides on a write, given the movies as they are when its turn comes. It must not do anything else: the store calls
 * it again if what it saw turns out not to be true, because the database was edited meanwhile or an earlier write of
 * the same turn failed. What it throws goes to its caller and changes nothing.
 */
export type Decide<T> = (movies: MoviesNow) => Decision<T>;

/** Names a commit. */
export interface CommitId {
  /** The run of revisions that it belongs to. */
  readonly epoch: string;
  readonly revision: number;
}

/** What came of a write. */
export interface Written<T> {
  /** That of the decision. */
  readonly result: T;
  /** The commit of its changes; undefined if it changed nothing. */
  readonly commit: CommitId | undefined;
}

/** The changes of one write, which became durable together. */
export interface Commit {
  /** Grows by one with each commit; the order in which every server on this database sees them. */
  readonly revision: number;
  /**
   * When it was made durable, or when an edit by hand was loaded: milliseconds since 1970, by the clock of the database
   * if it has one. For people to see; clocks jump, so that nothing follows from it.
   */
  readonly time: number;
  /** In order; a movie may be changed more than once. Never empty. */
  readonly changes: readonly MovieChange[];
}

/** Everything that is in the database at one revision. */
export interface Snapshot {
  /**
   * Names the run of revisions that this one belongs to. A store that keeps its revisions over a restart keeps the
   * epoch; a store that can't makes a new one each time it opens.
   */
  readonly epoch: string;
  readonly revision: number;
  /** In the database's order; read once, before anything else runs. A table becomes the catalog's own. */
  readonly movies: MovieTable | Iterable<Movie>;
  /** The latest commits, up to `revision` and without gaps, for watchers that resume; none by default. */
  readonly history?: readonly Commit[];
}

/** The movies in memory, which follow a store. They are the only copy; a store keeps none of its own. */
export interface Replica {
  /** As of the last `load`, `apply` or `arrange`. A changed movie keeps its place, a new one comes last. */
  readonly movies: ReadonlyMap<string, Movie>;
  /** Of the movies: a `ContentDigest` as text. Servers whose movies are the same have the same. */
  readonly digest: string;
  /**
   * Loads everything in the database: when it is opened, before any `apply`, and again when commits were missed or
   * turned out not to be true. Then it takes the place of what was there, and all watchers end.
   */
  load(snapshot: Snapshot): void;
  /** Applies the next commit. */
  apply(commit: Commit): void;
  /** Puts all movies into the database's order, given as their ids, where a person changed it. That is no commit. */
  arrange(ids: Iterable<string>): void;
}

/**
 * Where movies last. Writers take turns: the writer that has the turn brings the replica up to date first, so every
 * write is decided on what is true, and two writes never conflict. Servers that share a database take turns on it, and
 * each sees all commits in the order of their revisions.
 *
 * `describeStoreContract` in `testing/` has the tests that every store must pass, and `Turn` most of what a store does
 * in a turn.
 */
export interface Store {
  /**
   * Reads the database into the replica, and from then on hands it every commit, exactly once and in order: those of
   * `write`, and those that come from elsewhere. Called once.
   *
   * @throws StoreError if the database can't be read; then it isn't locked.
   */
  open(replica: Replica): Promise<void>;

  /**
   * Waits for the turn, decides, and makes the changes durable, all or none. Writes that wait at the same time may
   * share a turn; each sees the changes of those before it.
   *
   * @returns the decision's result and its commit, once its changes are durable and in the replica
   * @throws what `decide` throws
   * @throws StoreError if the changes could not be made durable. Nothing was changed, except that after a `WRITE_FAILED`
   * they may be there: a look at the movies tells.
   */
  write<T>(decide: Decide<T>): Promise<Written<T>>;

  /**
   * Brings the replica up to date: with all commits that any server has acknowledged before the call.
   *
   * @throws StoreError if the database can't be reached
   */
  refresh(): Promise<void>;

  /** Whether the database can be reached and read. If not, the replica may be out of date, and writes fail. */
  readonly isConnected: boolean;

  /** Waits for the writes in progress and releases the database; later writes are refused with a StoreError. */
  close(): Promise<void>;
}

/** Why a store could not do its work. */
export type StoreErrorReason =
  /** The database can't be read, or what is in it is not a catalog of movies. */
  | 'UNREADABLE'
  /** Another process holds the database. */
  | 'LOCKED'
  /** The database was edited into something that can't be read; it must be fixed before anything is written. */
  | 'BROKEN_EDIT'
  /** The database may be read but not written. */
  | 'READ_ONLY'
  /** The disk is full. */
  | 'NO_SPACE'
  /** The database can't be reached, or another writer has held its turn for too long. Nothing was changed. */
  | 'UNREACHABLE'
  /** Any other failure to write. */
  | 'WRITE_FAILED';

/** What an error of a store may have besides its reason and message. */
export interface StoreErrorOptions extends ErrorOptions {
  /** What is wrong with what is in the database, without its place: a clause that callers of a server may read. */
  readonly fault?: string | undefined;
}

/** The store could not do its work; the message says what, where and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly reason: StoreErrorReason;
  /** What is wrong with what is in the database, if that is why. */
  readonly fault: string | undefined;

  constructor(reason: StoreErrorReason, message: string, options?: StoreErrorOptions) {
    super(message, options);
    this.reason = reason;
    this.fault = options?.fault;
  }
}
