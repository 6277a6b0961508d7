import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { temporaryPath, writeError } from './durable-write.js';
import { messageOf } from './errno.js';
import { type FileLock, lockFile } from './file-lock.js';
import { watchFile } from './file-watch.js';
import { MoviesFile } from './movies-file.js';
import { PendingChanges } from './pending-changes.js';
import { pathOfFile } from './read-database.js';
import { type Commit, type MovieChange, type Snapshot, type Store, StoreError } from './store.js';
import type { StoreLog } from './store-log.js';

const WHILE_BROKEN = "Until then its movies stay as they were, and can't be changed.";

/** How to open a JSON file. */
export interface JsonFileOptions {
  /** Takes no lock and refuses every commit; edits by hand are followed all the same. False unless given. */
  readonly readOnly?: boolean;
  /** Nothing is told unless given. */
  readonly log?: StoreLog;
}

/**
 * The store of one server: a file `{"movies": [...]}` that people may read and edit, also while it is in use. A commit
 * rewrites the file and leaves everything in it that it doesn't change as it is. An edit by hand becomes a commit of
 * its own within a second; while it can't be read, the last good movies stay and commits are refused.
 *
 * Nothing is read, locked or watched before `load`.
 */
export function openJsonFile(path: string, options: JsonFileOptions = {}): Store {
  return new JsonFile(path, options);
}

/** A commit that waits to be written. */
interface Batch {
  readonly changes: readonly MovieChange[];
  resolve(): void;
  reject(error: unknown): void;
}

/** What there is while the store is loaded. */
interface Loaded {
  readonly file: MoviesFile;
  readonly onCommit: (commit: Commit) => void;
}

class JsonFile implements Store {
  readonly #path: string;
  readonly #readOnly: boolean;
  readonly #log: StoreLog | undefined;
  #loaded: Loaded | undefined;
  #revision = 0;
  /** Why every commit is refused for good. */
  #refusal: StoreError | undefined;
  readonly #waiting: Batch[] = [];
  /** Ends when all that was begun on the file is done; one thing is done at a time. */
  #turn: Promise<unknown> = Promise.resolve();
  #lookIsDue = false;
  #lock: FileLock | undefined;
  #stopWatching: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(path: string, { readOnly = false, log }: JsonFileOptions) {
    this.#path = path;
    this.#readOnly = readOnly;
    this.#log = log;
  }

  load(onCommit: (commit: Commit) => void): Promise<Snapshot> {
    if (this.#closing !== undefined) return Promise.reject(this.#notOpen());
    return this.#inTurn(async () => {
      const file = new MoviesFile(await pathOfFile(this.#path));
      try {
        await this.#prepareWriting(file.path);
        await file.open();
      } catch (error) {
        await this.#lock?.release();
        throw error;
      }
      this.#loaded = { file, onCommit };
      this.#stopWatching = watchFile(file.path, () => this.#lookSoon());
      return { epoch: randomUUID(), revision: this.#revision, movies: [...file.movies.values()] };
    });
  }

  commit(changes: readonly MovieChange[]): Promise<void> {
    const loaded = this.#loaded;
    if (loaded === undefined || this.#closing !== undefined) return Promise.reject(this.#notOpen());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ changes, resolve, reject });
      // The first turn writes all that wait by then, and the others find nothing left.
      void this.#inTurn(() => this.#writeWaiting(loaded));
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#inTurn(async () => {
      this.#stopWatching?.();
      await this.#lock?.release();
    });
    return this.#closing;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  #notOpen(): StoreError {
    return new StoreError('WRITE_FAILED', `The database ${this.#path} is not open: it is not loaded, or closed.`);
  }

  async #prepareWriting(path: string): Promise<void> {
    if (this.#readOnly) {
      this.#refusal = new StoreError('READ_ONLY', `The database ${path} is open for reading only.`);
      return;
    }
    try {
      this.#lock = await lockFile(path);
      await rm(temporaryPath(path), { force: true });
    } catch (error) {
      const refusal = error instanceof StoreError ? error : writeError(path, error);
      if (refusal.reason !== 'READ_ONLY') throw refusal;
      this.#refusal = refusal;
      this.#log?.warn({ path }, refusal.message);
    }
  }

  async #writeWaiting(loaded: Loaded): Promise<void> {
    const batches = this.#waiting.splice(0);
    if (batches.length === 0) return;
    try {
      // An edit during the write is taken up first; then it is seen anew what fits.
      while (!(await this.#write(batches, loaded)));
    } catch (error) {
      for (const batch of batches) batch.reject(error);
    }
  }

  /** Writes the batches that fit the movies, and settles all; or gives false if the file was edited meanwhile. */
  async #write(batches: readonly Batch[], loaded: Loaded): Promise<boolean> {
    if (this.#refusal !== undefined) throw this.#refusal;
    await this.#takeUpEdits(loaded);
    const { fault, movies } = loaded.file;
    if (fault !== undefined) throw new StoreError('BROKEN_EDIT', fault.message, { cause: fault });
    const pending = new PendingChanges(movies);
    const conflicts = new Map(batches.map((batch) => [batch, pending.add(batch.changes)]));
    const fitting = batches.filter((batch) => conflicts.get(batch) === undefined);
    if (fitting.length > 0 && !(await this.#writePending(pending, fitting, loaded))) return false;
    for (const batch of fitting) {
      this.#publish(batch.changes, loaded);
      batch.resolve();
    }
    for (const [batch, conflict] of conflicts) if (conflict !== undefined) batch.reject(conflict);
    return true;
  }

  async #writePending(pending: PendingChanges, batches: readonly Batch[], loaded: Loaded): Promise<boolean> {
    try {
      const changes = batches.map((batch) => batch.changes);
      return await loaded.file.write(pending, changes);
    } catch (error) {
      // If the file did change, its movies must be known before the writer hears of the failure.
      await this.#takeUpEdits(loaded);
      throw error;
    }
  }

  #publish(changes: readonly MovieChange[], { onCommit }: Loaded): void {
    this.#revision++;
    onCommit({ revision: this.#revision, changes });
  }

  #lookSoon(): void {
    const loaded = this.#loaded;
    if (this.#lookIsDue || loaded === undefined) return;
    this.#lookIsDue = true;
    const look = () => {
      this.#lookIsDue = false;
      return this.#takeUpEdits(loaded);
    };
    this.#inTurn(look).catch((error: unknown) => {
      this.#log?.error({ path: this.#path, err: error }, `An edit could not be taken up: ${messageOf(error)}`);
    });
  }

  async #takeUpEdits(loaded: Loaded): Promise<void> {
    const { file } = loaded;
    const faultBefore = file.fault?.message;
    const changes = await file.takeUpEdits();
    if (changes.length > 0) this.#publish(changes, loaded);
    const { path, fault } = file;
    if (fault !== undefined && fault.message !== faultBefore)
      this.#log?.error({ path }, `${fault.message} ${WHILE_BROKEN}`);
    if (fault === undefined && faultBefore !== undefined) this.#log?.info({ path }, 'The database is mended.');
    if (changes.length > 0) this.#log?.info({ path, changes: changes.length }, 'An edit of the database was taken up.');
  }
}
