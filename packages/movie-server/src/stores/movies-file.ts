import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import type { Movie } from '../catalog/movie.js';
import { diffMovies } from './diff-movies.js';
import { expectWritable, replaceFile, writeError } from './durable-write.js';
import { errnoOf } from './errno.js';
import { type FileState, fileState, fileStateSync } from './file-state.js';
import { editMovies } from './movies-text.js';
import { applyChanges, type PendingChanges } from './pending-changes.js';
import { MAX_FILE_BYTES, readDatabase } from './read-database.js';
import { type MovieChange, StoreError } from './store.js';

/** How long an editor gets to finish a file that can't be read. */
const SETTLE_MS = 200;
/** No state of a file: it must be read. */
const UNREAD: FileState = 'unread';

/** A file of movies and what is known of it in memory. Its methods must not run at the same time. */
export class MoviesFile {
  readonly path: string;
  /** The state in which the file was last read or written. */
  #seen = UNREAD;
  #movies = new Map<string, Movie>();
  #fault: StoreError | undefined;

  /** @param path of the file itself, not of a link to it */
  constructor(path: string) {
    this.path = path;
  }

  /** What is in the file, or was before it was broken; in the file's order. */
  get movies(): ReadonlyMap<string, Movie> {
    return this.#movies;
  }

  /** What keeps the file from being read now; undefined if nothing does. */
  get fault(): StoreError | undefined {
    return this.#fault;
  }

  /**
   * Reads the file for the first time.
   *
   * @throws StoreError `UNREADABLE`
   */
  async open(): Promise<void> {
    this.#seen = await fileState(this.path);
    this.#movies = await readDatabase(this.path);
  }

  /**
   * Reads the file again if another than this process changed it, and gives what has changed. If it can't be read, the
   * movies stay as they are, and `fault` says why.
   */
  async takeUpEdits(): Promise<readonly MovieChange[]> {
    if ((await fileState(this.path)) === this.#seen) return [];
    let found = await this.#read();
    if (found instanceof StoreError && found.message !== this.#fault?.message) {
      // An editor may be half-way through, or about to put a new file in the place of the old.
      await setTimeout(SETTLE_MS);
      found = await this.#read();
    }
    this.#fault = found instanceof StoreError ? found : undefined;
    // What keeps a file from being read, as a lack of handles, may pass without a change of the file.
    if (errnoOf(this.#fault?.cause) !== undefined) this.#seen = UNREAD;
    if (found instanceof StoreError) return [];
    const changes = diffMovies(this.#movies, found);
    this.#movies = found;
    return changes;
  }

  /**
   * Makes the changes of all batches in the file and then in `movies`.
   *
   * @param pending the same changes
   * @returns false if the file was edited since its edits were taken up last; then nothing was changed
   * @throws StoreError if the file could not be written. After a `WRITE_FAILED` it is not certain what the file holds,
   * and `takeUpEdits` reads it again.
   */
  async write(pending: PendingChanges, batches: readonly (readonly MovieChange[])[]): Promise<boolean> {
    const state = await this.#replace(pending).catch((error: unknown) => {
      const failure = error instanceof StoreError ? error : writeError(this.path, error);
      if (failure.reason === 'WRITE_FAILED') this.#seen = UNREAD;
      throw failure;
    });
    if (state === undefined) return false;
    this.#seen = state;
    for (const changes of batches) applyChanges(this.#movies, changes);
    return true;
  }

  async #replace(pending: PendingChanges): Promise<FileState | undefined> {
    await expectWritable(this.path);
    const json = await readFile(this.path);
    // The text is known to be good only if it is the one that was read before.
    if ((await fileState(this.path)) !== this.#seen) return undefined;
    const content = editMovies(json, this.#movies.keys(), pending);
    if (content.length > MAX_FILE_BYTES) throw new Error(`it would be longer than ${MAX_FILE_BYTES} bytes`);
    return replaceFile(this.path, content, () => fileStateSync(this.path) === this.#seen);
  }

  async #read(): Promise<Map<string, Movie> | StoreError> {
    // The state before reading: if the file changes meanwhile, the next look finds that out.
    this.#seen = await fileState(this.path);
    try {
      return await readDatabase(this.path);
    } catch (error) {
      if (error instanceof StoreError) return error;
      throw error;
    }
  }
}
