import { lstat, open, readdir, readFile, rm, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from './errno.js';

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
    return [...new Set((await namesIn(this.path)).flatMap((name) => tokenOf(name) ?? []))];
  }

  /** The name of what keeps the folder from ever being a lock: a file that is none of a lock's; '' if it is no folder. */
  async obstacle(): Promise<string | undefined> {
    const stats = await lstat(this.path).catch(() => undefined);
    if (stats?.isDirectory() === false) return '';
    return (await namesIn(this.path)).find((name) => tokenOf(name) === undefined);
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
    await removeFile(this.#record(token));
    for (const name of await namesIn(this.path)) {
      if (tokenOf(name) === token) await removeFile(join(this.path, name));
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

/** Where the holder with this token keeps its record in the folder of a lock. */
export function recordPath(folder: string, token: string): string {
  return join(folder, `${token}.json`);
}

/** The token in the name of a lock's file; undefined for other files. */
function tokenOf(name: string): string | undefined {
  return /^([0-9a-f]{16})\.(?:json|sock|tmp)$/.exec(name)?.[1];
}

// Not `rm`, which takes what it may not remove for a folder.
async function removeFile(path: string): Promise<void> {
  await unlink(path).catch((error: unknown) => (errnoOf(error) === 'ENOENT' ? undefined : Promise.reject(error)));
}

/** The names in a folder; none if there is no folder. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => (errnoOf(error) === 'ENOENT' ? [] : Promise.reject(error)));
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
