import { renameSync } from 'node:fs';
import { access, constants, type FileHandle, open, rm, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { dirname } from 'node:path';
import { StoreError } from '../store.js';
import { errnoOf, messageOf } from './errno.js';
import { type FileState, fileStateSync } from './file-state.js';
import { expectFile } from './read-database.js';

/** What replacing a file came to. */
export interface Replacement {
  /** The file's new state. */
  readonly state: FileState;
  /** Why the new content may not survive a power cut; undefined if it does. */
  readonly syncError: unknown;
}

/**
 * Refuses a file that is not meant to be written. Its permissions count, also for root, although replacing it needs
 * only those of the folder.
 *
 * @throws StoreError `READ_ONLY`
 */
export async function expectWritable(path: string): Promise<void> {
  const stats = await stat(path).catch((error: unknown) => Promise.reject(writeError(path, error)));
  expectFile(path, stats);
  if ((stats.mode & 0o222) === 0) throw readOnly(path, 'its permissions forbid it');
  await access(path, constants.W_OK).catch((error: unknown) => Promise.reject(writeError(path, error)));
}

/** How much of a file is copied at a time. */
const CHUNK_BYTES = 2 ** 20;

/** What a file has from a byte on. */
export interface FileTail {
  readonly start: number;
  readonly content: Uint8Array;
}

/** Reads a file from a byte on. */
export async function readFrom(path: string, start: number): Promise<Buffer> {
  await using file = await open(path);
  const { size } = await file.stat();
  const content = Buffer.allocUnsafe(Math.max(0, size - start));
  let done = 0;
  while (done < content.length) {
    const { bytesRead } = await file.read(content, done, content.length - done, start + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return content.subarray(0, done);
}

/**
 * Replaces the content of a file from a byte on. The new content is on the disk before it takes effect, so the file has
 * either the old content or the new one at any time. It keeps its permissions, and its owner where this user may set it.
 *
 * @param temporary a path on the same file system, where the new content is written first
 * @param isCurrent called right before the new content takes effect; if it gives false, nothing is changed
 * @returns undefined if `isCurrent` gave false
 * @throws StoreError `NO_SPACE`, `READ_ONLY` or `WRITE_FAILED`; nothing is changed.
 */
export async function replaceTail(
  path: string,
  temporary: string,
  tail: FileTail,
  isCurrent: () => boolean,
): Promise<Replacement | undefined> {
  await using folder = await openUnlessOnWindows(dirname(path));
  // While it is open the rename, during which nothing else runs, doesn't free the old content: 7 ms for 12 MB.
  await using old = await openUnlessOnWindows(path);
  try {
    await writeTemporary(path, temporary, tail);
    if (!isCurrent()) return undefined;
    // Synchronous, so that nothing in this process comes between the last look and the change.
    renameSync(temporary, path);
    const state = fileStateSync(path);
    const [syncError] = await Promise.all([folder?.sync().catch((error: unknown) => error), old?.close()]);
    return { state, syncError };
  } catch (error) {
    throw error instanceof StoreError ? error : writeError(path, error);
  } finally {
    // What stays behind is removed at the next write, or with the lock.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

/** Whether an error of syncing says that the file system doesn't sync folders at all, as some network shares don't. */
export function isSyncUnsupported(error: unknown): boolean {
  return ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EBADF', 'EPERM'].includes(errnoOf(error) ?? '');
}

/** The error for a write that failed; `path` is that of the database. */
export function writeError(path: string, error: unknown): StoreError {
  switch (errnoOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new StoreError('NO_SPACE', `The database ${path} can't be written: the disk is full. Make room on it.`, {
        cause: error,
      });
    case 'ENAMETOOLONG': {
      const message = `The database ${path} can't be written: its name is too long for the files that go beside it. Give it a shorter name.`;
      return new StoreError('WRITE_FAILED', message, { cause: error });
    }
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return readOnly(path, messageOf(error), { cause: error });
    case 'EXDEV':
      return mountedFile(path, { cause: error });
    case 'EBUSY':
      // On Windows, another program just has the file open.
      return platform() === 'win32' ? writeFailed(path, error) : mountedFile(path, { cause: error });
    default:
      return writeFailed(path, error);
  }
}

/** The error for a file that something else is mounted on: it can be written in place only, which may leave half of it. */
export function mountedFile(path: string, options?: ErrorOptions): StoreError {
  const message =
    `The database ${path} can't be written: it is mounted as a single file, which can't be replaced as a whole. ` +
    'Mount the folder that it is in.';
  return new StoreError('READ_ONLY', message, options);
}

function readOnly(path: string, why: string, options?: ErrorOptions): StoreError {
  const message = `The database ${path} can't be written: ${why}. Make the file and its folder writable.`;
  return new StoreError('READ_ONLY', message, options);
}

function writeFailed(path: string, cause: unknown): StoreError {
  return new StoreError('WRITE_FAILED', `The database ${path} can't be written: ${messageOf(cause)}.`, { cause });
}

// Before anything is written: if that fails, nothing has changed. Windows can't open folders, and syncs renames itself.
async function openUnlessOnWindows(path: string): Promise<FileHandle | undefined> {
  return platform() === 'win32' ? undefined : open(path);
}

async function writeTemporary(path: string, temporary: string, { start, content }: FileTail): Promise<void> {
  const { mode, uid, gid } = await stat(path);
  await rm(temporary, { force: true });
  // Only this user may read it until it has the file's permissions: `copyFile` would give it those at once, with this
  // user's group, and fails where there are none to set. `wx` does not follow a link that is in its place.
  const file = await open(temporary, 'wx', 0o600);
  try {
    // Only root may give files away.
    await file.chown(uid, gid).catch(() => undefined);
    // Some file systems, such as FAT, have no permissions to set.
    await file.chmod(mode & 0o7777).catch(() => undefined);
    await copyBeginning(path, file, start);
    await writeAt(file, content, start);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Copies the first bytes of a file. Of one that has become shorter, what there is: `isCurrent` then refuses it. */
async function copyBeginning(path: string, target: FileHandle, length: number): Promise<void> {
  await using source = await open(path);
  const chunk = Buffer.allocUnsafe(Math.min(length, CHUNK_BYTES));
  for (let done = 0; done < length; ) {
    const { bytesRead } = await source.read(chunk, 0, Math.min(chunk.length, length - done), done);
    if (bytesRead === 0) return;
    await writeAt(target, chunk.subarray(0, bytesRead), done);
    done += bytesRead;
  }
}

async function writeAt(file: FileHandle, content: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < content.length; ) {
    done += (await file.write(content, done, content.length - done, position + done)).bytesWritten;
  }
}
