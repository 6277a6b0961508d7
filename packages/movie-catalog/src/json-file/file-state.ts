import { type BigIntStats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { errnoOf } from './errno.js';

/**
 * Changes when the content of a file changes, and is known without reading it. The exception: two writes in place, of
 * the same length, within one tick of the file system's clock (a few milliseconds) give the same state.
 */
export type FileState = string;

/** The state of the file now; if it can't be had, the error's code: `ENOENT` once the file is gone. */
export async function fileState(path: string): Promise<FileState> {
  try {
    return stateFrom(await stat(path, { bigint: true }));
  } catch (error) {
    return errnoOf(error) ?? 'unknown';
  }
}

/** Does the same as `fileState`, synchronously. */
export function fileStateSync(path: string): FileState {
  try {
    return stateFrom(statSync(path, { bigint: true }));
  } catch (error) {
    return errnoOf(error) ?? 'unknown';
  }
}

function stateFrom({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): FileState {
  return [dev, ino, size, mtimeNs, ctimeNs].join(':');
}
