import { fileURLToPath } from 'node:url';
import { RunningProcess } from 'test-kit';
import type { StoreErrorReason } from '../store.js';

/** What became of a write in another process. */
export interface WriteOutcome {
  readonly pid: number;
  /** How many movies there were; -1 if the file could not be opened. */
  readonly loaded: number;
  /** Why the write or opening the file failed; undefined if neither did. */
  readonly reason?: StoreErrorReason;
  readonly message?: string;
}

/** The compiled program of this folder with that name. */
export function programPath(name: string): string {
  return fileURLToPath(new URL(`./${name}.js`, import.meta.url));
}

/** Another process that opened a file, made one write, and keeps the file open until `end`: see `write-once.ts`. */
export class StoreProcess extends RunningProcess {
  /**
   * @param uid the user that opens the file; only root may choose
   * @param prefix what a shell runs before it: `ulimit -f 8`
   */
  constructor(path: string, { uid, prefix = 'true' }: { readonly uid?: number; readonly prefix?: string } = {}) {
    const program = [process.execPath, programPath('write-once'), path, ...(uid === undefined ? [] : [`${uid}`])];
    super('sh', ['-c', `${prefix} && exec "$@"`, 'sh', ...program]);
  }

  /** Waits for its write. */
  async outcome(): Promise<WriteOutcome> {
    const [line] = await this.printed(/^\{.*\}$/m);
    return JSON.parse(line);
  }

  /** Lets it close the file and waits until it has ended. */
  async end(): Promise<void> {
    this.endInput();
    await this.ended;
  }
}
