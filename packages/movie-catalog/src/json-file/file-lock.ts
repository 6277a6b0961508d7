import { randomBytes } from 'node:crypto';
import { link, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StoreError } from '../store.js';
import { errnoOf } from './errno.js';
import { isRunning, type ProcessIdentity, thisProcess } from './process-identity.js';

/** A file that only this process may use. */
export interface FileLock {
  /** Lets other processes use the file. */
  release(): Promise<void>;
}

/** What a lock file holds. */
interface Holder extends ProcessIdentity {
  /** Differs each time the lock is taken. */
  readonly token: string;
  /** When it was taken, as an ISO 8601 time. */
  readonly since: string;
}

/** The path of a file's lock. */
export function lockPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.lock`);
}

/**
 * Takes the lock of a file, a small file beside it. The lock of a process that has ended doesn't count; if several
 * processes find one, exactly one takes it over.
 *
 * @throws StoreError `LOCKED`, naming the process that has it, which may be this one
 * @throws Error of the file system, if the lock can't be written
 */
export async function lockFile(path: string): Promise<FileLock> {
  const lock = lockPath(path);
  const holder = { ...thisProcess(), token: randomBytes(8).toString('hex'), since: new Date().toISOString() };
  // Written in full before it is linked to its place, so that no process ever reads half a lock.
  const record = `${lock}-${holder.token}`;
  try {
    await writeDurably(record, JSON.stringify(holder));
    await take(lock, record, path);
  } finally {
    await rm(record, { force: true });
  }
  await removeLeftovers(lock);
  return { release: () => release(lock, holder.token) };
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o644);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function take(lock: string, record: string, path: string): Promise<void> {
  while (!(await linkNew(record, lock))) {
    const holder = await readHolder(lock, path);
    if (holder !== undefined && isRunning(holder)) throw locked(path, lock, holder);
    if (holder !== undefined && (await takeOver(lock, holder, record, path))) return;
  }
}

async function linkNew(existing: string, path: string): Promise<boolean> {
  try {
    await link(existing, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Replaces the lock of a process that has ended by the record. This takes a claim first, a lock named after the dead
 * one. A process that read the dead lock but gets its claim only after another has replaced that lock sees so, and
 * leaves the new lock alone. A claim whose holder has ended is taken over in the same way.
 */
async function takeOver(lock: string, dead: Holder, record: string, path: string): Promise<boolean> {
  const claim = `${lock}.${dead.token}`;
  await take(claim, record, path);
  if ((await readHolder(lock, path))?.token === dead.token) {
    await rename(claim, lock);
    return true;
  }
  await rm(claim, { force: true });
  return false;
}

async function release(lock: string, token: string): Promise<void> {
  // It belongs to another process if someone removed ours by hand, or if it can't be read.
  const holder = await readHolder(lock, lock).catch(() => undefined);
  if (holder?.token === token) await rm(lock, { force: true });
}

async function readHolder(lock: string, path: string): Promise<Holder | undefined> {
  try {
    const holder: unknown = JSON.parse(await readFile(lock, 'utf8'));
    if (isHolder(holder)) return holder;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    if (errnoOf(error) !== undefined) throw error;
  }
  const message = `The database ${path} is locked by ${lock}, which can't be read. Remove that file if nothing uses it.`;
  throw new StoreError('LOCKED', message);
}

function isHolder(value: unknown): value is Holder {
  const texts = ['host', 'boot', 'started', 'token', 'since'];
  if (typeof value !== 'object' || value === null || !('pid' in value) || typeof value.pid !== 'number') return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return texts.every((key) => typeof fields.get(key) === 'string');
}

function locked(path: string, lock: string, { pid, host, since }: Holder): StoreError {
  const message =
    `The database ${path} is in use by process ${pid} on ${host} since ${since}. ` +
    `Stop that process first, or name another file; if it is gone, remove ${lock}.`;
  return new StoreError('LOCKED', message);
}

/** Removes what processes left that were killed while taking the lock. */
async function removeLeftovers(lock: string): Promise<void> {
  const folder = dirname(lock);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(basename(lock)) || name === basename(lock)) continue;
    const left = join(folder, name);
    // An incomplete one may be just being written.
    const holder = await readHolder(left, left).catch(() => undefined);
    if (holder !== undefined && !isRunning(holder)) await rm(left, { force: true });
  }
}
