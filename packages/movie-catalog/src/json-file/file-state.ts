import { type BigIntStats, realpathSync, statSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { errnoOf } from './errno.js';

/**
 * Changes when the content of a file changes, or a link on its path leads to another file, and is known without reading
 * it. The exception: two writes in place, of the same length, within one tick of the file system's clock (a few
 * milliseconds) give the same state.
 */
export type FileState = string;

/** The state of the file now; if it can't be had, the error's code: `ENOENT` once the file is gone. */
export async function fileState(path: string): Promise<FileState> {
  try {
    const file = await realpath(path);
    return stateFrom(file, await stat(file, { bigint: true }));
  } catch (error) {
    return errnoOf(error) ?? 'unknown';
  }
}

/** Does the same as `fileState`, synchronously. */
export function fileStateSync(path: string): FileState {
  try {
    const file = realpathSync.native(path);
    return stateFrom(file, statSync(file, { bigint: true }));
  } catch (error) {
    return errnoOf(error) ?? 'unknown';
  }
}

function stateFrom(file: string, { dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): FileState {
  return [dev, ino, size, mtimeNs, ctimeNs, file].join(':');
}
