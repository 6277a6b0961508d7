import { randomUUID } from 'node:crypto';
import type { Movie } from '../movie.js';
import { type Decide, type MovieChange, type Replica, type Store, StoreError, type Written } from '../store.js';
import type { StoreLog } from '../store-log.js';
import { answerTo, Turn, type WaitingWrite } from '../turn.js';
import { isSyncUnsupported, type Replacement } from './durable-write.js';
import { messageOf } from './errno.js';
import { FileAccess } from './file-access.js';
import { MoviesFile } from './movies-file.js';

/** How often to look for an edit by hand: often enough to serve it within a second. */
const LOOK_MS = 400;

const WHILE_BROKEN = 'Until then the movies stay as they were, and writes are refused.';

/** How to open a JSON file. */
export interface JsonFileOptions {
  /** Takes no lock and refuses every change; edits by hand are followed all the same. False by default. */
  readonly readOnly?: boolean;
  /** Where to report edits by hand and a broken database; nowhere by default. */
  readonly log?: StoreLog;
}

/**
 * The store of one server: a file `{"movies": [...]}` that people may read and edit, also while it is in use. A turn
 * rewrites the file once, however many writes share it, and leaves everything in it that they don't change as it is.
 * An edit by hand becomes a commit of its own within a second; while it can't be read, the last good movies stay and
 * writes are refused.
 *
 * Nothing is read, locked or watched before `open`.
 */
export function openJsonFile(path: string, options: JsonFileOptions = {}): Store {
  return new JsonFile(path, options);
}

/** What there is while the store is open. */
interface Opened {
  readonly file: MoviesFile;
  readonly replica: Replica;
}

class JsonFile implements Store {
  readonly #path: string;
  readonly #readOnly: boolean;
  readonly #log: StoreLog | undefined;
  #opened: Opened | undefined;
  /** Of this process, as the file keeps no revisions. */
  readonly #epoch = randomUUID();
  #revision = 0;
  #waiting: WaitingWrite<unknown>[] = [];
  /** Whether the file could not be written in this turn. */
  #hasFailed = false;
  /** Whether it was reported that the file system can't sync folders. */
  #isUnsyncedKnown = false;
  /** Ends when all work started on the file is done; one thing runs at a time. */
  #turn: Promise<unknown> = Promise.resolve();
  #nextLook: NodeJS.Timeout | undefined;
  #closing: Promise<void> | undefined;

  constructor(path: string, { readOnly = false, log }: JsonFileOptions) {
    this.#path = path;
    this.#readOnly = readOnly;
    this.#log = log;
  }

  open(replica: Replica): Promise<void> {
    if (this.#closing !== undefined) return Promise.reject(this.#notOpen());
    return this.#inTurn(async () => {
      const file = new MoviesFile(this.#path, new FileAccess(this.#readOnly, this.#log));
      try {
        replica.load({ epoch: this.#epoch, revision: this.#revision, movies: await file.open() });
      } catch (error) {
        await file.close();
        throw error;
      }
      this.#opened = { file, replica };
      this.#lookLater(this.#opened);
    });
  }

  write<T>(decide: Decide<T>): Promise<Written<T>> {
    const opened = this.#opened;
    if (opened === undefined || this.#closing !== undefined) return Promise.reject(this.#notOpen());
    return answerTo(decide, (write) => {
      this.#waiting.push(write);
      // The first turn takes all writes that wait by then, and the others find none left.
      void this.#inTurn(() => this.#writeWaiting(opened));
    });
  }

  async refresh(): Promise<void> {
    const opened = this.#opened;
    if (opened === undefined || this.#closing !== undefined) throw this.#notOpen();
    await this.#inTurn(() => this.#loadEdits(opened));
  }

  get isConnected(): boolean {
    return this.#opened !== undefined && this.#closing === undefined && this.#opened.file.broken === undefined;
  }

  close(): Promise<void> {
    clearTimeout(this.#nextLook);
    this.#closing ??= this.#inTurn(async () => this.#opened?.file.close());
    return this.#closing;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  #notOpen(): StoreError {
    return new StoreError('WRITE_FAILED', `The database ${this.#path} is not open.`);
  }

  async #writeWaiting(opened: Opened): Promise<void> {
    let writes: readonly WaitingWrite<unknown>[] = [];
    this.#hasFailed = false;
    try {
      while (writes.length + this.#waiting.length > 0) {
        await this.#loadEdits(opened);
        writes = writes.concat(this.#waiting.splice(0));
        writes = await this.#write(writes, opened);
      }
    } catch (error) {
      for (const { reject } of writes.concat(this.#waiting.splice(0))) reject(error);
    }
  }

  /** Decides writes and makes their changes durable; gives those that have to be decided again. */
  async #write(writes: readonly WaitingWrite<unknown>[], opened: Opened): Promise<readonly WaitingWrite<unknown>[]> {
    const turn = new Turn(opened.replica.movies, writes);
    const { commits } = turn;
    let failure: StoreError | undefined;
    try {
      if (commits.length > 0) {
        const replacement = await opened.file.write(commits.flat(), opened.replica.movies);
        // The file was edited meanwhile.
        if (replacement === undefined) return writes;
        failure = this.#syncFailure(replacement, opened);
      }
    } catch (error) {
      // If the file did change, its movies must be in the replica before the callers hear of the failure.
      await this.#loadEdits(opened);
      // Once, as many writes that fail one by one would hold up the turn.
      const isSecondFailure = this.#hasFailed;
      this.#hasFailed = true;
      return isSecondFailure ? turn.fail(error) : turn.failLargest(error);
    }
    const before = { epoch: this.#epoch, revision: this.#revision };
    this.#publish(commits, opened);
    if (failure !== undefined) return turn.fail(failure);
    turn.answer(before);
    return [];
  }

  /** Why changes can't be acknowledged that are in the file; undefined if they can. */
  #syncFailure({ syncError }: Replacement, { file: { path } }: Opened): StoreError | undefined {
    if (syncError === undefined) return undefined;
    const reason = messageOf(syncError);
    if (!isSyncUnsupported(syncError)) {
      const message = `The database ${path} was written, but may not survive a power cut: ${reason}.`;
      this.#log?.error({ path, err: syncError }, message);
      return new StoreError('WRITE_FAILED', message, { cause: syncError });
    }
    if (!this.#isUnsyncedKnown) {
      const message = `The file system of ${path} can't sync folders, so a power cut may undo the last write: ${reason}.`;
      this.#log?.warn({ path }, message);
    }
    this.#isUnsyncedKnown = true;
    return undefined;
  }

  /** Hands on commits that are in the file as of now. */
  #publish(commits: readonly (readonly MovieChange[])[], { replica }: Opened): void {
    const time = Date.now();
    for (const changes of commits) {
      this.#revision++;
      replica.apply({ revision: this.#revision, time, changes });
    }
  }

  // Polls, because not all file systems report changes, and what keeps a file from being read may pass without one.
  #lookLater(opened: Opened): void {
    if (this.#closing !== undefined) return;
    const look = () => this.#loadEdits(opened);
    const report = (error: unknown) => {
      this.#log?.error({ path: this.#path, err: error }, `An edit could not be loaded: ${messageOf(error)}`);
    };
    this.#nextLook = setTimeout(async () => {
      await this.#inTurn(look).catch(report);
      this.#lookLater(opened);
    }, LOOK_MS).unref();
  }

  async #loadEdits(opened: Opened): Promise<void> {
    const { file, replica } = opened;
    const { path } = file;
    const before = file.broken?.message;
    const edits = await file.readEdits(replica.movies);
    const { broken } = file;
    if (broken !== undefined && broken.message !== before) {
      this.#log?.error({ path }, `${broken.message} ${WHILE_BROKEN}`);
    }
    if (broken === undefined && before !== undefined) this.#log?.info({ path }, 'The database can be read again.');
    if (edits === undefined) return;
    const { changes, ids } = edits;
    if (changes.length > 0) this.#publish([changes], opened);
    if (!isInOrder(replica.movies, ids)) replica.arrange(ids);
    if (changes.length > 0) this.#log?.info({ path, changes: changes.length }, 'Loaded an edit of the database.');
  }
}

function isInOrder(movies: ReadonlyMap<string, Movie>, ids: readonly string[]): boolean {
  let index = 0;
  for (const id of movies.keys()) if (id !== ids[index++]) return false;
  return true;
}
