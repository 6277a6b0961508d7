import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, open, rename, rmdir, stat, utimes } from 'node:fs/promises';
import { hostname, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { errnoOf } from './errno.js';
import { showLife } from './life-socket.js';
import { type Holder, LockFolder, recordPath } from './lock-folder.js';
import { THIS_KERNEL } from './this-kernel.js';

/** How often a holder renews its lock. */
const RENEW_MS = 2_000;

/** The lock of this process on a file: only it may write the file. */
export class OwnLock {
  /**
   * Where to write what takes the file's place. It is in the lock: once another process has taken the lock over, nothing
   * can be renamed from there any more.
   */
  readonly temporaryPath: string;
  readonly #place: string;
  readonly #token: string;
  readonly #hideLife: (() => Promise<void>) | undefined;
  readonly #renewing: NodeJS.Timeout;
  #folder: LockFolder;

  private constructor(place: string, token: string, hideLife: (() => Promise<void>) | undefined) {
    this.#place = place;
    this.#token = token;
    this.#hideLife = hideLife;
    this.#folder = new LockFolder(`${place}-${token}`);
    this.temporaryPath = join(place, `${token}.tmp`);
    this.#renewing = setInterval(() => void this.#renew(), RENEW_MS).unref();
  }

  /** Makes a lock beside its place, so that no process ever sees half of it there. */
  static async prepare(place: string): Promise<OwnLock> {
    const token = randomBytes(8).toString('hex');
    const folder = `${place}-${token}`;
    await mkdir(folder);
    let hideLife: (() => Promise<void>) | undefined;
    try {
      await shareAsParent(folder);
      hideLife = await showLife(folder, token);
      await writeRecord(recordPath(folder, token), hideLife !== undefined);
      return new OwnLock(place, token, hideLife);
    } catch (error) {
      await hideLife?.();
      await new LockFolder(folder).remove();
      throw error;
    }
  }

  /** @returns false if another lock has the place */
  async moveIn(): Promise<boolean> {
    // Windows replaces no folder, not even an empty one.
    await rmdir(this.#place).catch(() => undefined);
    try {
      await rename(this.#folder.path, this.#place);
    } catch (error) {
      // On a network share, the answer may get lost that it was moved.
      if (!this.isHeld()) return refuseUnlessTaken(error, this.#place);
    }
    this.#folder = new LockFolder(this.#place);
    return true;
  }

  /** Whether nobody removed the lock or took it over. Costs one look at a file; ask right before each write. */
  isHeld(): boolean {
    return existsSync(recordPath(this.#place, this.#token));
  }

  /** Lets other processes write the file. A lock that can't be removed is free all the same, once this process ends. */
  async release(): Promise<void> {
    clearInterval(this.#renewing);
    await this.#folder.removeFiles(this.#token).catch(() => undefined);
    await this.#hideLife?.();
    await rmdir(this.#folder.path).catch(() => undefined);
  }

  async #renew(): Promise<void> {
    const now = new Date();
    await utimes(recordPath(this.#place, this.#token), now, now).catch(() => undefined);
  }
}

/** @throws the error, unless it says that there is a lock in the place already */
function refuseUnlessTaken(error: unknown, place: string): false {
  const code = errnoOf(error);
  if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') return false;
  // Windows says the same of a folder that exists as of one that may not be made.
  if (code === 'EPERM' && platform() === 'win32' && existsSync(place)) return false;
  throw error;
}

/** Lets the same users write in a folder as in the one that it is in: they may take the lock over. Not all systems can. */
async function shareAsParent(folder: string): Promise<void> {
  const [parent, { gid }] = await Promise.all([stat(dirname(folder)), stat(folder)]);
  await chmod(folder, parent.mode & (gid === parent.gid ? 0o7777 : 0o7757)).catch(() => undefined);
}

async function writeRecord(path: string, socket: boolean): Promise<void> {
  const since = new Date().toISOString();
  const holder: Holder = { pid: process.pid, host: hostname(), kernel: THIS_KERNEL, socket, since };
  await using file = await open(path, 'wx', 0o644);
  // Other users' processes read it, too, whatever this one's umask is.
  await file.chmod(0o644).catch(() => undefined);
  await file.writeFile(JSON.stringify(holder));
  await file.sync();
}
