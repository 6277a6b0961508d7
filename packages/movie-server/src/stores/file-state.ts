import { type BigIntStats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { errnoOf } from './errno.js';

/**
 * What tells one content of a file from another without reading it; equal states mean that the file was not touched in
 * between. (Two writes of the same length within one tick of the file system's clock, a few milliseconds, are not told
 * apart unless they made a new file.)
 */
export type FileState = string;

/** The state of the file now; of one that can't be looked at, the reason: `ENOENT` once it is gone. */
export async function fileState(path: string): Promise<FileState> {
  try {
    return stateFrom(await stat(path, { bigint: true }));
  } catch (error) {
    return errnoOf(error) ?? 'unknown';
  }
}

/** Does the same as `fileState`, with nothing of this process in between. */
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
