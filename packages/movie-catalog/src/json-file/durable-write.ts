import { renameSync } from 'node:fs';
import { access, constants, type FileHandle, open, rm, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { dirname } from 'node:path';
import { StoreError } from '../store.js';
import { errnoOf, messageOf } from './errno.js';
import { type FileState, fileStateSync } from './file-state.js';

/**
 * Refuses a file that is not meant to be written. Its permissions count, also for root, although replacing it needs
 * only those of the folder.
 *
 * @throws StoreError `READ_ONLY`
 */
export async function expectWritable(path: string): Promise<void> {
  const { mode } = await stat(path).catch((error: unknown) => Promise.reject(writeError(path, error)));
  if ((mode & 0o222) === 0) throw readOnly(path, 'its permissions forbid it');
  await access(path, constants.W_OK).catch((error: unknown) => Promise.reject(writeError(path, error)));
}

/**
 * Replaces the content of a file. The new content is on the disk before it takes effect, so the file has either the
 * old content or the new one at any time. It keeps its permissions, and its owner where this user may set it.
 *
 * @param temporary a path on the same file system, where the new content is written first
 * @param isCurrent called right before the new content takes effect; if it gives false, nothing is changed
 * @returns the file's new state, or undefined if `isCurrent` gave false
 * @throws StoreError `NO_SPACE`, `READ_ONLY` or `WRITE_FAILED`. Nothing is changed, with one exception: if syncing the
 * folder failed (`WRITE_FAILED`), the file has the new content now, but may have the old one after a power cut.
 */
export async function replaceFile(
  path: string,
  temporary: string,
  content: Uint8Array,
  isCurrent: () => boolean,
): Promise<FileState | undefined> {
  const folder = await openFolder(path);
  try {
    await writeTemporary(path, temporary, content);
    if (!isCurrent()) return undefined;
    // Synchronous, so that nothing in this process comes between the last look and the change.
    renameSync(temporary, path);
    const state = fileStateSync(path);
    await syncFolder(path, folder);
    return state;
  } catch (error) {
    throw error instanceof StoreError ? error : writeError(path, error);
  } finally {
    // What stays behind is removed at the next write, or with the lock.
    await rm(temporary, { force: true }).catch(() => undefined);
    await folder?.close();
  }
}

/** The error for a write that failed; `path` is that of the database. */
export function writeError(path: string, error: unknown): StoreError {
  switch (errnoOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new StoreError('NO_SPACE', `The database ${path} can't be written: the disk is full. Make room on it.`, {
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return readOnly(path, messageOf(error), { cause: error });
    default:
      return new StoreError('WRITE_FAILED', `The database ${path} can't be written: ${messageOf(error)}.`, {
        cause: error,
      });
  }
}

function readOnly(path: string, why: string, options?: ErrorOptions): StoreError {
  const message = `The database ${path} can't be written: ${why}. Make the file and its folder writable.`;
  return new StoreError('READ_ONLY', message, options);
}

// The folder is opened before anything is written: if that fails, nothing has changed.
async function openFolder(path: string): Promise<FileHandle | undefined> {
  // Windows can't open folders, and syncs renames itself.
  return platform() === 'win32' ? undefined : open(dirname(path));
}

async function syncFolder(path: string, folder: FileHandle | undefined): Promise<void> {
  try {
    await folder?.sync();
  } catch (error) {
    const message = `The database ${path} was written, but may not survive a power cut: ${messageOf(error)}.`;
    throw new StoreError('WRITE_FAILED', message, { cause: error });
  }
}

async function writeTemporary(path: string, temporary: string, content: Uint8Array): Promise<void> {
  const { mode, uid, gid } = await stat(path);
  await rm(temporary, { force: true });
  // Only this user may read it until it has the file's permissions. `wx` does not follow a link that is in its place.
  const file = await open(temporary, 'wx', 0o600);
  try {
    // Only root may give files away.
    await file.chown(uid, gid).catch(() => undefined);
    // Some file systems, such as FAT, have no permissions to set.
    await file.chmod(mode & 0o7777).catch(() => undefined);
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}
