import { setTimeout } from 'node:timers/promises';
import type { Movie } from '../movie.js';
import type { MovieTable } from '../movie-table.js';
import { type MovieChange, StoreError } from '../store.js';
import { diffMovies } from './diff-movies.js';
import { expectWritable, type Replacement, readFrom, replaceTail, writeError } from './durable-write.js';
import { errnoOf } from './errno.js';
import type { FileAccess } from './file-access.js';
import { type FileState, fileState, fileStateSync } from './file-state.js';
import { editsOf, type MovieEdits } from './movie-edits.js';
import { editMovies, findMovies, keepUp, type MoviePlaces, tailToEdit } from './movies-text.js';
import type { OwnLock } from './own-lock.js';
import { MAX_FILE_BYTES, pathOfFile, readDatabase } from './read-database.js';

/** How long an editor has to finish a file that can't be read. */
const SETTLE_MS = 200;
/** Not the state of any file, so that the file is read at the next look. */
const UNREAD: FileState = 'unread';

/** What was edited by hand. */
export interface FileEdits {
  /** None if only the order is another one. */
  readonly changes: readonly MovieChange[];
  /** Those of all movies in the file, in its order. */
  readonly ids: readonly string[];
}

/** A file of movies, and what it takes to find edits by hand and to edit its text. Its methods must not run at the same time. */
export class MoviesFile {
  readonly path: string;
  readonly #access: FileAccess;
  /** The file itself that was read last, which `path` may be a link to. */
  #file = '';
  /** The state in which it was last read or written. */
  #seen = UNREAD;
  /** Where the movies are in the text; not known until the first write after the file was read. */
  #places: MoviePlaces | undefined;
  #broken: StoreError | undefined;

  /** @param path may have links in it, which may be pointed elsewhere at any time */
  constructor(path: string, access: FileAccess) {
    this.path = path;
    this.#access = access;
  }

  /** Why the file can't be read now; undefined if it can. */
  get broken(): StoreError | undefined {
    return this.#broken;
  }

  /**
   * Locks the file and reads it for the first time.
   *
   * @returns its movies, in order
   * @throws StoreError `UNREADABLE`, `LOCKED` or `WRITE_FAILED`; it may be locked all the same
   */
  async open(): Promise<MovieTable> {
    const movies = await this.#read();
    if (movies instanceof StoreError) throw movies;
    return movies;
  }

  /** Lets other processes write the file. */
  async close(): Promise<void> {
    await this.#access.release();
  }

  /**
   * Reads the file again if someone else changed it. If it can't be read, `broken` says why. If the path leads to
   * another file now, that one is locked in place of the one before; `broken` if another process has it.
   *
   * @param movies those that were in the file
   * @returns undefined if the file wasn't read
   */
  async readEdits(movies: ReadonlyMap<string, Movie>): Promise<FileEdits | undefined> {
    if ((await fileState(this.path)) === this.#seen) {
      await this.#access.retry(this.#file);
      return undefined;
    }
    let found = await this.#read();
    if (found instanceof StoreError && found.message !== this.#broken?.message) {
      // An editor may be half-way through, or about to put a new file in the place of the old one.
      await setTimeout(SETTLE_MS);
      found = await this.#read();
    }
    this.#broken = found instanceof StoreError ? found : undefined;
    if (found instanceof StoreError) return undefined;
    return { changes: diffMovies(movies, found), ids: [...found.keys()] };
  }

  /**
   * Makes changes in the file.
   *
   * @param movies those that are in the file, in its order
   * @returns undefined if the file was edited since `readEdits`, or the lock is lost; then nothing was changed
   * @throws StoreError if the file could not be written. After a `WRITE_FAILED` it is not certain what the file holds,
   * and `readEdits` reads it again.
   */
  async write(changes: readonly MovieChange[], movies: ReadonlyMap<string, Movie>): Promise<Replacement | undefined> {
    try {
      return await this.#edit(editsOf(changes), movies, this.#expectUsable());
    } catch (error) {
      const failure = error instanceof StoreError ? error : writeError(this.#file, error);
      if (failure.reason === 'WRITE_FAILED') this.#seen = UNREAD;
      throw failure;
    }
  }

  #expectUsable(): OwnLock {
    if (this.#broken === undefined) return this.#access.expectLock();
    const { reason, message, fault } = this.#broken;
    if (reason !== 'UNREADABLE') throw this.#broken;
    throw new StoreError('BROKEN_EDIT', message, { cause: this.#broken, fault });
  }

  async #edit(edits: MovieEdits, movies: ReadonlyMap<string, Movie>, lock: OwnLock): Promise<Replacement | undefined> {
    const file = this.#file;
    await expectWritable(file);
    const whole = this.#places === undefined ? await this.#readAgain(0) : undefined;
    this.#places ??= whole && findMovies(whole, [...movies.keys()]);
    const places = this.#places;
    if (places === undefined) return undefined;
    const tail = tailToEdit(places, edits);
    const json = whole?.subarray(tail.start) ?? (await this.#readAgain(tail.start));
    if (json === undefined) return undefined;
    const edited = editMovies(json, places, tail, edits);
    const { content } = edited;
    if (tail.start + content.length > MAX_FILE_BYTES)
      throw new Error(`it would be longer than ${MAX_FILE_BYTES} bytes`);
    const isCurrent = () => lock.isHeld() && fileStateSync(this.path) === this.#seen;
    const replacement = await replaceTail(file, lock.temporaryPath, { start: tail.start, content }, isCurrent);
    if (replacement === undefined) return undefined;
    this.#seen = replacement.state;
    keepUp(places, tail, edited, edits);
    return replacement;
  }

  /** Reads the file from a byte on; undefined if someone else changed it: only what was read before is known to be valid. */
  async #readAgain(start: number): Promise<Buffer | undefined> {
    const json = await readFrom(this.#file, start);
    return (await fileState(this.path)) === this.#seen ? json : undefined;
  }

  async #read(): Promise<MovieTable | StoreError> {
    this.#seen = UNREAD;
    this.#places = undefined;
    try {
      const file = await pathOfFile(this.path);
      // Whoever has the lock of the same file by now, it can be read.
      await (file === this.#file ? this.#access.retry(file) : this.#access.take(file));
      this.#file = file;
      // The state before reading: if the file changes meanwhile, the next look finds that out.
      this.#seen = await fileState(file);
      return await readDatabase(file);
    } catch (error) {
      // What keeps a file from being read, such as a lack of handles, may pass without a change of the file.
      if (!(error instanceof StoreError) || errnoOf(error.cause) !== undefined) this.#seen = UNREAD;
      if (error instanceof StoreError) return error;
      throw error;
    }
  }
}
