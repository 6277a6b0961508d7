import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { StoreErrorReason } from '../store.js';

/** What became of a commit in another process. */
export interface CommitOutcome {
  readonly pid: number;
  /** How many movies were loaded; -1 if loading failed. */
  readonly loaded: number;
  /** Why the commit or loading failed; undefined if neither did. */
  readonly reason?: StoreErrorReason;
  readonly message?: string;
}

/** The compiled program of this folder with that name. */
export function programPath(name: string): string {
  return fileURLToPath(new URL(`./${name}.js`, import.meta.url));
}

/** Another process that opened a file, made one commit, and keeps the file open until `end`. */
export class StoreProcess {
  readonly outcome: Promise<CommitOutcome>;
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  /** @param shellPrefix runs in a shell before it: `ulimit -f 8` */
  constructor(path: string, options: SpawnOptions & { readonly shellPrefix?: string } = {}) {
    const { shellPrefix = 'true', ...spawnOptions } = options;
    const command = ['-c', `${shellPrefix} && exec "$@"`, 'sh', process.execPath, programPath('commit-once'), path];
    this.#child = spawn('sh', command, { stdio: ['pipe', 'pipe', 'inherit'], ...spawnOptions });
    this.#ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.outcome = this.#readOutcome();
  }

  /** Lets it close the file and waits until it has ended. */
  async end(): Promise<void> {
    this.#child.stdin?.end();
    await this.#ended;
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #readOutcome(): Promise<CommitOutcome> {
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('The process has no output.');
    const [line] = await new Promise<string[]>((resolve) => stdout.once('data', (data) => resolve([String(data)])));
    return JSON.parse(line ?? '');
  }
}
