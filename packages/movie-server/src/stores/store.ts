import type { Movie } from '../catalog/movie.js';

/** What becomes of one movie: its new value, or undefined once it is deleted. */
export interface MovieChange {
  readonly id: string;
  /** The movie as the writer last saw it; undefined if it did not exist. The commit is refused if that is not so. */
  readonly before: Movie | undefined;
  /** The movie from now on; undefined deletes it. */
  readonly after: Movie | undefined;
}

/** Changes that became durable together, at one revision. */
export interface Commit {
  /** Grows by one with each commit; the order in which every server on this database sees them. */
  readonly revision: number;
  readonly changes: readonly MovieChange[];
}

/** Everything that was in the database at one revision. */
export interface Snapshot {
  /**
   * Names the run of revisions that this one belongs to. A store that keeps its revisions through a restart keeps the
   * epoch; a store that can't makes a new one at each start.
   */
  readonly epoch: string;
  readonly revision: number;
  /** In the database's order. */
  readonly movies: readonly Movie[];
}

/**
 * Where movies last. Several servers may share one database; each sees all commits, its own and those of others, in
 * the order of their revisions.
 */
export interface Store {
  /**
   * Reads the database, and from then on hands every commit to `onCommit`, exactly once and in order. Called once.
   *
   * @throws StoreError if the database can't be read.
   */
  load(onCommit: (commit: Commit) => void): Promise<Snapshot>;

  /**
   * Makes the changes durable, all or none. Resolves once they are, after `onCommit` has had them. Commits that wait
   * at the same time may be written together.
   *
   * @throws ConflictError if a movie is no longer what `before` says: look again and decide anew. By then `onCommit`
   *   has had the change that was first, or deciding anew would only meet it again.
   * @throws StoreError if the changes could not be made durable; nothing was changed.
   */
  commit(changes: readonly MovieChange[]): Promise<void>;

  /** Waits for the commits under way and lets go of the database. */
  close(): Promise<void>;
}

/** A movie is no longer what the writer took it for. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
  /** The first movie of the commit that has changed. */
  readonly id: string;

  constructor(id: string) {
    super(`Movie ${JSON.stringify(id)} was changed by another writer.`);
    this.id = id;
  }
}

/** Why a store could not do its work. */
export type StoreErrorReason =
  /** The database can't be read, or what is in it is not a catalog of movies. */
  | 'UNREADABLE'
  /** Another process holds the database. */
  | 'LOCKED'
  /** The database was edited into something that can't be read; it must be mended before anything is written. */
  | 'BROKEN_EDIT'
  /** The database may be read but not written. */
  | 'READ_ONLY'
  /** The disk is full. */
  | 'NO_SPACE'
  /** Any other failure to write. */
  | 'WRITE_FAILED';

/** The store could not do its work; the message says what, where and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly reason: StoreErrorReason;

  constructor(reason: StoreErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
