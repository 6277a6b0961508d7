import { PassThrough, Writable } from 'node:stream';
import { type Ending, PrintedText } from 'test-kit';
import { runCommandLine } from '../cli/run-command-line.js';
import { Terminal } from '../cli/terminal/terminal.js';

/** What a command runs with. */
export interface CommandOptions {
  /** Of the server; the arguments may name another. */
  readonly address: string;
  /** How many columns the terminal has. Default: standard output is a pipe. */
  readonly columns?: number;
  /** Whether standard error goes to standard output, as on a terminal. Default: false. */
  readonly isOneOutput?: boolean;
  /** Its MOVIE_ variables; of commands that run at the same time, all have those of the last. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A command of the command line in this process, which takes a small part of the time of a process of its own:
 * `await using command = new RunningCommand(…)`. All is as in a process but signals and the working directory.
 */
export class RunningCommand implements AsyncDisposable {
  /** How it ended. */
  readonly ended: Promise<Ending>;
  readonly #printed = new PrintedText();
  readonly #stdin = new PassThrough();
  readonly #interruption = new AbortController();

  constructor(args: readonly string[], { address, columns, isOneOutput = false, env = {} }: CommandOptions) {
    setMovieVariables(env);
    const terminal = new Terminal({
      stdin: this.#stdin,
      stdout: this.#output('stdout'),
      stderr: this.#output(isOneOutput ? 'stdout' : 'stderr'),
      columns,
      isStderrTerminal: false,
      env: { NO_COLOR: '1' },
    });
    this.ended = this.#end(['--address', address, ...args], terminal);
  }

  /** What it has printed to standard error until now. */
  get stderr(): string {
    return this.#printed.stderr;
  }

  /**
   * Waits until what it printed to standard output or error matches.
   *
   * @throws Error with all that was printed, at once, if the command ends without it
   */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    return this.#printed.matching(pattern);
  }

  /** Gives it the last of its standard input. */
  endInput(text = ''): void {
    this.#stdin.end(text);
  }

  /** Ends it as Ctrl-C does. */
  async interrupt(): Promise<Ending> {
    this.#interruption.abort();
    return await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A test that awaits its end sees why it failed.
    await this.interrupt().catch(() => {});
  }

  #output(stream: 'stdout' | 'stderr'): Writable {
    return new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, done) => {
        this.#printed.add(stream, text);
        done();
      },
    });
  }

  async #end(args: readonly string[], terminal: Terminal): Promise<Ending> {
    try {
      const code = await runCommandLine(args, terminal, process.env, this.#interruption.signal);
      return { code, stdout: this.#printed.stdout, stderr: this.#printed.stderr };
    } finally {
      this.#printed.end();
    }
  }
}

/** commander reads them from the process itself, which has those of the run again after each test file. */
function setMovieVariables(env: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('MOVIE_')) delete process.env[name];
  Object.assign(process.env, env);
}
