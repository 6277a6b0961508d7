import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ProcessOptions {
  readonly cwd?: string;
  /** Set beside what the tests themselves run with; undefined unsets. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** How a process ended and all that it printed. */
export interface Ending {
  /** The exit code, or null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longer than any program of the tests runs: one that hangs is killed, and its test fails with what it printed. */
const LONGEST_MS = 60_000;

/** A program under test, in a process group of its own, so that nothing that it starts outlives the test. */
export class RunningProcess implements AsyncDisposable {
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';

  constructor(command: string, args: readonly string[], { cwd, env }: ProcessOptions = {}) {
    this.#child = spawn(command, args, {
      cwd,
      env: { ...withoutMovieVariables(process.env), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.ended = this.#end();
    // Whoever awaits `ended` sees the failure to start; a test that doesn't should not crash for it.
    this.ended.catch(() => {});
  }

  get stdout(): string {
    return this.#stdout;
  }

  /**
   * Waits until standard output matches.
   *
   * @throws Error with all that was printed if the program ends without it
   */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#stdout);
      if (match) return match;
      if (this.#child.exitCode !== null || this.#child.stdout?.readableEnded) {
        throw new Error(`The program ended without printing ${pattern}.\n${this.#stdout}${this.#stderr}`);
      }
      await Promise.race([once(this.#child.stdout ?? this.#child, 'data'), this.ended]);
    }
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

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal('SIGKILL');
    await this.ended.catch(() => {});
  }

  async #end(): Promise<Ending> {
    const limit = setTimeout(() => this.signal('SIGKILL'), LONGEST_MS);
    const [code] = await once(this.#child, 'close').finally(() => clearTimeout(limit));
    return { code, stdout: this.#stdout, stderr: this.#stderr };
  }
}

/** Runs a program to its end. */
export async function run(command: string, args: readonly string[], options?: ProcessOptions): Promise<Ending> {
  await using program = new RunningProcess(command, args, options);
  return await program.ended;
}

function withoutMovieVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('MOVIE_')));
}
