import { stat, statfs } from 'node:fs/promises';
import { StoreError } from '../store.js';
import type { StoreLog } from '../store-log.js';
import { mountedFile, writeError } from './durable-write.js';
import { lockFile } from './file-lock.js';
import { isMountPoint } from './mount-point.js';
import type { OwnLock } from './own-lock.js';

/** What may pass while the file is open. Until then it is served, and writes are refused. */
const PASSING: readonly string[] = ['READ_ONLY', 'NO_SPACE'];

const WHILE_REFUSED = 'Reads go on; writes are refused, and taken again as soon as they can be, without a restart.';

/** The right to write a file: its lock, or the reason why this process can't have it now. */
export class FileAccess {
  readonly #readOnly: boolean;
  readonly #log: StoreLog | undefined;
  #path = '';
  #lock: OwnLock | undefined;
  #refusal: StoreError | undefined;

  /** @param readOnly takes no lock; every write is refused */
  constructor(readOnly: boolean, log: StoreLog | undefined) {
    this.#readOnly = readOnly;
    this.#log = log;
  }

  /**
   * Takes the lock of a file, in place of that of any other. On a full disk or in a folder that can't be written there
   * is none; `retry` takes it later.
   *
   * @param path of the file itself, not of a link to it
   * @throws StoreError `LOCKED`, or `WRITE_FAILED`
   */
  async take(path: string): Promise<void> {
    const failure = await this.#lockFile(path, this.#log);
    if (failure !== undefined && !PASSING.includes(failure.reason)) {
      this.#refusal = failure;
      throw failure;
    }
    this.#report(failure);
    if (failure === undefined) await this.#warnIfFull(path);
  }

  /** Takes the lock of a file if this process doesn't have it yet, or no more. */
  async retry(path: string): Promise<void> {
    this.#report(await this.#lockFile(path));
  }

  /** @throws StoreError saying why the file can't be written now */
  expectLock(): OwnLock {
    if (this.#lock !== undefined) return this.#lock;
    throw this.#refusal ?? new StoreError('WRITE_FAILED', `The database ${this.#path} is not locked.`);
  }

  async release(): Promise<void> {
    await this.#lock?.release();
    this.#lock = undefined;
  }

  /**
   * @param log where to say that it takes long; nowhere for what is tried again and again
   * @returns why it can't be locked
   */
  async #lockFile(path: string, log?: StoreLog): Promise<StoreError | undefined> {
    if (this.#readOnly) return new StoreError('READ_ONLY', `The database ${path} is open for reading only.`);
    const isSame = path === this.#path;
    if (isSame && this.#lock?.isHeld()) return undefined;
    if (isSame && this.#lock !== undefined)
      this.#log?.warn({ path }, 'The lock of the database is gone; taking it again.');
    await this.release();
    this.#path = path;
    try {
      if (await isMountPoint(path)) throw mountedFile(path);
      this.#lock = await lockFile(path, log);
      return undefined;
    } catch (error) {
      return error instanceof StoreError ? error : writeError(path, error);
    }
  }

  /** A lock may fit on a disk on which a write doesn't. */
  async #warnIfFull(path: string): Promise<void> {
    const [{ size }, { blocks, bavail, bsize }] = await Promise.all([stat(path), statfs(path)]);
    // Some network shares don't tell, and say 0.
    if (blocks === 0 || bavail * bsize >= size) return;
    const message = `The disk of the database ${path} has no room for another ${size} bytes, which a write needs for a moment.`;
    this.#log?.warn({ path }, `${message} Make room on it; until then writes may be refused.`);
  }

  /** Reports a change once, as every look finds the same again. */
  #report(refusal: StoreError | undefined): void {
    const before = this.#refusal;
    this.#refusal = refusal;
    if (this.#readOnly || refusal?.message === before?.message) return;
    const path = this.#path;
    if (refusal === undefined) this.#log?.info({ path }, 'The database can be written now.');
    else this.#log?.warn({ path }, `${refusal.message} ${WHILE_REFUSED}`);
  }
}
