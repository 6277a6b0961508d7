import { chmodSync } from 'node:fs';
import { cp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProcessOptions, RunningProcess, TemporaryFolder } from 'test-kit';
import { pnpm, repository } from './repository.js';

const [pnpmCommand, ...pnpmArgs] = pnpm;
// The copy borrows its node_modules, which pnpm must not touch.
const env = { pnpm_config_verify_deps_before_run: 'false' };

/** Beside other long tests the compiler takes minutes. */
const LONGEST_MS = 590_000;

const TEST = /\.(long-)?test\.[jt]s$/;
/** A server of another test may have a lock in it, whose socket can't be copied. */
const UNNEEDED = /\.(map|json\.lock.*)$/;

/** What a command of the copy printed, both streams together, and its exit code. */
export interface Printed {
  readonly code: number | null;
  readonly output: string;
}

/**
 * A copy of this repository in a temporary folder, without its tests unless they are asked for, to change as a reader of
 * the tutorial does: `using copy = await RepositoryCopy.make()`.
 */
export class RepositoryCopy implements Disposable {
  static readonly contract = 'packages/movie-proto/proto/movie.proto';
  static readonly stubs = 'packages/movie-proto/src/gen';

  readonly #folder: TemporaryFolder;

  private constructor(folder: TemporaryFolder) {
    this.#folder = folder;
  }

  static async make({ withTests = false } = {}): Promise<RepositoryCopy> {
    const folder = new TemporaryFolder();
    const left = new Set([join(repository, '.git'), join(repository, 'node_modules')]);
    await cp(repository, folder.path, {
      recursive: true,
      verbatimSymlinks: true,
      preserveTimestamps: true,
      filter: (path) => !left.has(path) && !UNNEEDED.test(path) && (withTests || !TEST.test(path)),
    });
    // `cp` gives the folder the mode of the original, which may be closed to others.
    chmodSync(folder.path, 0o700);
    await symlink(join(repository, 'node_modules'), folder.file('node_modules'), 'junction');
    return new RepositoryCopy(folder);
  }

  /** Leaves out of the build what only uses both ends, and takes a quarter of its time. */
  async withoutUsersOfBothEnds(): Promise<void> {
    const references = /,\s*\{ "path": "packages\/movie-e2e" \},\s*\{ "path": "packages\/movie-bench" \}/;
    await this.edit('tsconfig.json', references, '');
  }

  /** The path of a file of the copy. */
  path(file: string): string {
    return this.#folder.file(file);
  }

  read(file: string): Promise<string> {
    return readFile(this.path(file), 'utf8');
  }

  readBytes(file: string): Promise<Buffer> {
    return readFile(this.path(file));
  }

  /** Saves a file as editors do, all at once: a watcher must not see half of it. */
  async write(file: string, text: string | Uint8Array): Promise<void> {
    const path = this.path(file);
    await writeFile(`${path}~`, text);
    await rename(`${path}~`, path);
  }

  remove(file: string): Promise<void> {
    return rm(this.path(file));
  }

  /**
   * Replaces the one place in a file that matches.
   *
   * @throws Error if there is none: the file has changed, and the test must follow
   */
  async edit(file: string, pattern: RegExp, replacement: string): Promise<void> {
    const text = await this.read(file);
    if (!pattern.test(text)) throw new Error(`${file} has nothing like ${pattern}.`);
    await this.write(file, text.replace(pattern, replacement));
  }

  /** Types `pnpm …`, and waits for its end. */
  async pnpm(...args: string[]): Promise<Printed> {
    await using program = this.start(args, { longestMs: LONGEST_MS });
    program.endInput();
    const { code, stdout, stderr } = await program.ended;
    return { code, output: stdout + stderr };
  }

  /** Types `pnpm …`. @param options `env` is set beside what the copy needs */
  start(args: readonly string[], options: Omit<ProcessOptions, 'cwd'> = {}): RunningProcess {
    const { path } = this.#folder;
    return new RunningProcess(pnpmCommand, [...pnpmArgs, ...args], {
      ...options,
      cwd: path,
      env: { ...env, ...options.env },
    });
  }

  /**
   * Types `pnpm …`, which must succeed.
   *
   * @returns what it printed
   * @throws Error with that if it fails
   */
  async type(...args: string[]): Promise<string> {
    const { code, output } = await this.pnpm(...args);
    if (code !== 0) throw new Error(`pnpm ${args.join(' ')} ended with ${code}:\n${output}`);
    return output;
  }

  /** Starts `pnpm …`, a command that follows saves. */
  follow(...args: string[]): SaveFollower {
    return new SaveFollower(this.start(args, { longestMs: LONGEST_MS }));
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

/** A command that follows saves, in progress: `await using dev = copy.follow('dev')`. */
class SaveFollower implements AsyncDisposable {
  readonly program: RunningProcess;
  #read = 0;

  constructor(program: RunningProcess) {
    this.program = program;
  }

  /** Waits until the next saves are dealt with; gives what was printed since the last time. */
  round(): Promise<string> {
    return this.until(/ {2}(ready|\d+ errors?) \(\d+\.\d s\)/);
  }

  /** Waits until something is printed; gives what was printed since the last time. */
  async until({ source }: RegExp): Promise<string> {
    const match = await this.program.printed(new RegExp(`(?<=^[^]{${this.#read}})[^]*?${source}`));
    this.#read = match.index + match[0].length;
    return match[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
  }
}
