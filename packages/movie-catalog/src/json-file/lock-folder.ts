import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, rename, rm, rmdir, stat, utimes } from 'node:fs/promises';
import { hostname, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from './errno.js';
import type { FileLock } from './file-lock.js';
import { showLife } from './life-socket.js';

/** How often a holder renews its lock. */
const RENEW_MS = 2_000;

/** What a record says of the process that holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** The kernel on which it runs. */
  readonly kernel: string;
  /** Whether it shows its life by a socket. */
  readonly socket: boolean;
  /** When it took the lock, as an ISO 8601 time. */
  readonly since: string;
}

/** Identifies the running kernel, which containers share. Where the system doesn't say, it is the host's name. */
export const THIS_KERNEL = bootId() ?? hostname();

/**
 * A lock: a folder with files that are named after the token of their holder. That only one process has it, and that
 * nobody takes it from a process that runs, follows from what every file system does completely or not at all: a folder
 * takes only a place that is free or an empty folder, only an empty folder is removed, and files are removed by names
 * that are never used again.
 */
export class LockFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Of the holder, and of processes that lost the lock and left something. Empty if there is no lock. */
  async tokens(): Promise<readonly string[]> {
    return [...new Set((await namesIn(this.path)).map((name) => name.split('.', 1).join()))];
  }

  /** Undefined if there is no record, or it can't be read. */
  async holder(token: string): Promise<Holder | undefined> {
    try {
      const record: unknown = JSON.parse(await readFile(this.#record(token), 'utf8'));
      return isHolder(record) ? record : undefined;
    } catch {
      return undefined;
    }
  }

  /** When the holder last renewed the lock, by its own clock; undefined if there is no record. */
  async renewed(token: string): Promise<number | undefined> {
    try {
      // Opened, as a network share may answer from what it remembers otherwise.
      await using record = await open(this.#record(token));
      return (await record.stat()).mtimeMs;
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** The record goes first. So what its holder is about to rename is listed and removed, or was renamed before. */
  async removeFiles(token: string): Promise<void> {
    await rm(this.#record(token), { force: true });
    for (const name of await namesIn(this.path)) {
      if (name.startsWith(`${token}.`)) await rm(join(this.path, name), { force: true });
    }
  }

  /** Locks that other processes have prepared, and not moved to this place. */
  async prepared(): Promise<readonly LockFolder[]> {
    const folder = dirname(this.path);
    const names = (await readdir(folder)).filter((name) => name.startsWith(`${basename(this.path)}-`));
    return names.map((name) => new LockFolder(join(folder, name)));
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  #record(token: string): string {
    return recordPath(this.path, token);
  }
}

/** The lock of this process. */
export class OwnLock implements FileLock {
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
      if (isTaken(error, this.#place)) return false;
      throw error;
    }
    this.#folder = new LockFolder(this.#place);
    return true;
  }

  isHeld(): boolean {
    return existsSync(recordPath(this.#place, this.#token));
  }

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

function isTaken(error: unknown, place: string): boolean {
  const code = errnoOf(error);
  // EPERM: Windows says the same of a folder that exists as of one that may not be made.
  if (code === 'EPERM' && platform() === 'win32') return existsSync(place);
  return code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR';
}

function recordPath(folder: string, token: string): string {
  return join(folder, `${token}.json`);
}

/** The names in a folder; none if there is no folder. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => (errnoOf(error) === 'ENOENT' ? [] : Promise.reject(error)));
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
  await file.writeFile(JSON.stringify(holder));
  await file.sync();
}

function isHolder(value: unknown): value is Holder {
  if (typeof value !== 'object' || value === null) return false;
  const types: Record<keyof Holder, string> = {
    pid: 'number',
    host: 'string',
    kernel: 'string',
    socket: 'boolean',
    since: 'string',
  };
  const fields = new Map<string, unknown>(Object.entries(value));
  return Object.entries(types).every(([key, type]) => typeof fields.get(key) === type);
}

function bootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // Only Linux has it.
    return undefined;
  }
}
