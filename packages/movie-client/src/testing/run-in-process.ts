import { Readable, Writable } from 'node:stream';
import type { Ending } from 'test-kit';
import { runCommandLine } from '../cli/run-command-line.js';
import { Terminal } from '../cli/terminal/terminal.js';

/** What a command runs with. */
export interface CommandOptions {
  /** Of the server; the arguments may name another. */
  readonly address: string;
  /** Standard input. */
  readonly input?: string;
  /** How many columns the terminal has. Default: standard output is a pipe. */
  readonly columns?: number;
}

/**
 * Runs a command of the command line to its end in this process, which takes a small part of the time of a process of
 * its own. All is as in a process but signals, the working directory, the environment, and what the command line says of
 * errors of the system: jest makes them in another realm, where they are no instances of its Error.
 */
export async function runInProcess(
  args: readonly string[],
  { address, input = '', columns }: CommandOptions,
): Promise<Ending> {
  forgetMovieVariables();
  const [stdout, stderr] = [new RecordedOutput(), new RecordedOutput()];
  const terminal = new Terminal({
    stdin: Readable.from(Buffer.from(input)),
    stdout,
    stderr,
    columns,
    isStderrTerminal: false,
    env: { NO_COLOR: '1' },
  });
  const code = await runCommandLine(['--address', address, ...args], terminal, {}, new AbortController().signal);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class RecordedOutput extends Writable {
  text = '';

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk;
    done();
  }
}

/** commander reads them from the process itself. Each test file has a copy of the environment. */
function forgetMovieVariables(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('MOVIE_')) delete process.env[name];
}
