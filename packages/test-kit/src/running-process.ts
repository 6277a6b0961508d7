import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { PrintedText } from './printed-text.js';

/** How to start a program. */
export interface ProcessOptions {
  readonly cwd?: string | undefined;
  /** Set beside what the tests themselves run with, less all MOVIE_ variables; undefined unsets. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** When it is killed if it still runs, in milliseconds; its test then fails with what it printed. Default: 110 s. */
  readonly longestMs?: number;
}

/** How a process ended and all that it printed. */
export interface Ending {
  /** The exit code, or null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longer than any program runs that ends by itself. */
const LONGEST_MS = 110_000;

/**
 * A program under test, in a process group of its own, so that nothing that it starts outlives the test:
 * `await using program = new RunningProcess(…)`.
 */
export class RunningProcess implements AsyncDisposable {
  /** How it ended. Rejects if it could not be started. */
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  readonly #printed = new PrintedText();

  constructor(command: string, args: readonly string[], { cwd, env, longestMs = LONGEST_MS }: ProcessOptions = {}) {
    this.#child = spawn(command, args, {
      cwd,
      env: { ...withoutMovieVariables(process.env), ...env },
      stdio: 'pipe',
      detached: true,
    });
    for (const name of ['stdout', 'stderr'] as const) {
      this.#child[name]?.setEncoding('utf8').on('data', (text: string) => this.#printed.add(name, text));
    }
    // A program that ends without reading its input is no failure of the test.
    this.#child.stdin?.on('error', () => {});
    this.ended = this.#end(longestMs);
    // A test that awaits `ended` sees the failure to start; one that doesn't must not crash for it.
    this.ended.catch(() => {});
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it has printed to standard output until now. */
  get stdout(): string {
    return this.#printed.stdout;
  }

  /** What it has printed to standard error until now. */
  get stderr(): string {
    return this.#printed.stderr;
  }

  /**
   * Waits until what it printed to standard output or error matches.
   *
   * @throws Error with all that was printed, at once, if the program ends without it
   */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#printed.matching(pattern);
  }

  /** Gives it standard input, and waits until it has taken it. */
  write(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#child.stdin?.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Gives it the last of its standard input. */
  endInput(text = ''): void {
    this.#child.stdin?.end(text);
  }

  /** Reads no more of its standard output, as `head` does. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }

  /** Reads its standard output no longer, so that its pipe fills up. */
  pauseOutput(): void {
    this.#child.stdout?.pause();
  }

  /** Reads its standard output again. */
  resumeOutput(): void {
    this.#child.stdout?.resume();
  }

  /** Signals the program and all that it started, as Ctrl-C on a terminal does. */
  signal(signal: NodeJS.Signals): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, signal);
    } catch {
      // The group is gone already.
    }
  }

  /** Ends it with a signal, SIGKILL unless said otherwise, and waits for its end. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Ending> {
    this.signal(signal);
    return await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal('SIGKILL');
    await this.ended.catch(() => {});
  }

  async #end(longestMs: number): Promise<Ending> {
    const limit = setTimeout(() => this.signal('SIGKILL'), longestMs);
    try {
      const [code] = await once(this.#child, 'close');
      return { code, stdout: this.stdout, stderr: this.stderr };
    } finally {
      clearTimeout(limit);
      this.#printed.end();
    }
  }
}

/** Runs a program to its end, with this for its standard input. */
export async function run(
  command: string,
  args: readonly string[],
  { input, ...options }: ProcessOptions & { readonly input?: string } = {},
): Promise<Ending> {
  await using program = new RunningProcess(command, args, options);
  program.endInput(input);
  return await program.ended;
}

function withoutMovieVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('MOVIE_')));
}
