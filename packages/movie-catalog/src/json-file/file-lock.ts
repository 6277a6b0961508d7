import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { StoreError } from '../store.js';
import type { StoreLog } from '../store-log.js';
import { errnoOf } from './errno.js';
import { askLife } from './life-socket.js';
import { LockFolder } from './lock-folder.js';
import { OwnLock } from './own-lock.js';
import { THIS_KERNEL } from './this-kernel.js';

/** A lock that isn't renewed for so long is free, if nothing else tells whether its holder runs. */
const SILENT_MS = 10_000;
/** How often to look whether a lock is renewed. */
const LOOK_MS = 250;

/**
 * Takes the lock of a file. A lock whose holder has ended is taken over. Whether it has, the kernel tells, also across
 * containers. Where it can't, because the holder ran on another kernel or the file system has no sockets, a lock is
 * free if it isn't renewed for 10 seconds; taking it over waits for so long.
 *
 * @param path of the file itself, not of a link to it
 * @throws StoreError `LOCKED`, naming the process that has it, which may be this one
 * @throws Error of the file system, if the lock can't be written
 */
export async function lockFile(path: string, log?: StoreLog): Promise<OwnLock> {
  const place = join(dirname(path), `.${basename(path)}.lock`);
  const lock = new LockFolder(place);
  await vacate(lock, path, log);
  const own = await OwnLock.prepare(place);
  try {
    while (!(await own.moveIn())) await vacate(lock, path, log);
  } catch (error) {
    await own.release();
    throw error;
  }
  // Whatever keeps them from being removed, the lock is held.
  await removeLeftovers(lock).catch(() => undefined);
  return own;
}

/** Removes what processes left that were killed while they prepared a lock. */
async function removeLeftovers(lock: LockFolder): Promise<void> {
  for (const left of await lock.prepared()) {
    for (const token of await left.tokens()) if (await hasEndedHere(left, token)) await left.remove();
  }
}

/** Removes a lock whose holder has ended. Many processes may do so at the same time. */
async function vacate(lock: LockFolder, path: string, log?: StoreLog): Promise<void> {
  const obstacle = await lock.obstacle();
  if (obstacle !== undefined) throw obstructed(join(lock.path, obstacle), path);
  for (const token of await lock.tokens()) {
    if (await isRunning(lock, token, path, log)) throw await locked(lock, token, path);
    await lock.removeFiles(token).catch((error: unknown) => Promise.reject(notRemovable(lock, path, error)));
  }
}

function obstructed(obstacle: string, path: string): StoreError {
  const message =
    `The database ${path} can't be locked: ${obstacle} is in the way, which is not of a lock. ` +
    'Remove it, unless an older version of this server still runs.';
  return new StoreError('LOCKED', message);
}

/** The error for the lock of a dead process of another user, of which only that user may remove files. */
function notRemovable(lock: LockFolder, path: string, error: unknown): unknown {
  const errno = errnoOf(error);
  if (errno !== 'EACCES' && errno !== 'EPERM') return error;
  const message = `The database ${path} can't be written: a server that has ended left its lock ${lock.path}, which this user may not remove. Remove it.`;
  return new StoreError('READ_ONLY', message, { cause: error });
}

async function isRunning(lock: LockFolder, token: string, path: string, log?: StoreLog): Promise<boolean> {
  // Without a record it is what a process left that lost the lock.
  if ((await lock.renewed(token)) === undefined) return false;
  if ((await askLife(lock.path, token)) === 'running') return true;
  return !(await hasEndedHere(lock, token)) && isRenewed(lock, token, path, log);
}

/** Whether this kernel says that a holder has ended: it had a socket here, and has it no more. */
async function hasEndedHere(lock: LockFolder, token: string): Promise<boolean> {
  const holder = await lock.holder(token);
  if (holder?.kernel !== THIS_KERNEL || !holder.socket) return false;
  return (await askLife(lock.path, token)) === 'not here';
}

async function isRenewed(lock: LockFolder, token: string, path: string, log?: StoreLog): Promise<boolean> {
  const first = await lock.renewed(token);
  // Removed since it was seen, by its holder or by another process that vacates the lock.
  if (first === undefined) return false;
  log?.info({ path }, `Waiting ${SILENT_MS / 1_000} s to see whether another server still uses the database.`);
  for (let waited = 0; waited < SILENT_MS; waited += LOOK_MS) {
    await setTimeout(LOOK_MS);
    const renewed = await lock.renewed(token);
    if (renewed !== first) return renewed !== undefined;
  }
  return false;
}

async function locked(lock: LockFolder, token: string, path: string): Promise<StoreError> {
  const holder = await lock.holder(token);
  const who = holder ? `process ${holder.pid} on ${holder.host} since ${holder.since}` : 'another process';
  return new StoreError(
    'LOCKED',
    `The database ${path} is in use by ${who}. Stop that process first, or name another file.`,
  );
}
