import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('../main.js', import.meta.url));
const CLIENT = fileURLToPath(new URL('../../../movie-client/dist/main.js', import.meta.url));

/** How a program ended and all that it printed. */
export interface Ending {
  /** Null if a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program under test; what it printed can be waited for. */
export class Program implements AsyncDisposable {
  readonly ended: Promise<Ending>;
  readonly #child: ChildProcess;
  readonly #texts = { stdout: '', stderr: '' };

  constructor(args: readonly string[], { env = {}, cwd }: { env?: Record<string, string>; cwd?: string } = {}) {
    this.#child = spawn(process.execPath, args, { cwd, env: { PATH: process.env['PATH'], ...env } });
    for (const name of ['stdout', 'stderr'] as const) {
      this.#child[name]?.setEncoding('utf8').on('data', (text: string) => {
        this.#texts[name] += text;
      });
    }
    this.ended = once(this.#child, 'close').then(([code]) => ({ code, ...this.#texts }));
  }

  /** Waits until what was printed to standard output or error matches. */
  async printed(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.#texts.stdout) ?? pattern.exec(this.#texts.stderr);
      if (match) return match;
      const { stdout, stderr } = this.#child;
      if (!stdout || !stderr) throw new Error('The program has no output.');
      const ending = await Promise.race([once(stdout, 'data'), once(stderr, 'data'), this.ended]);
      if ('code' in ending) throw new Error(`It ended without printing ${pattern}:\n${ending.stdout}${ending.stderr}`);
    }
  }

  /** Gives it standard input, and waits until it has taken it. */
  written(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#child.stdin?.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }

  /** Gives it the last of its standard input. */
  endInput(text = ''): void {
    // A program that ends without having read it all is no failure of the test.
    this.#child.stdin?.on('error', () => {}).end(text);
  }

  /** Reads no more of its standard output, as `head` does. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }

  async kill(signal: NodeJS.Signals): Promise<Ending> {
    this.#child.kill(signal);
    return await this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL');
  }
}

/** A movie server, as a process of its own, on a database of its own. */
export interface ServerProgram extends AsyncDisposable {
  readonly address: string;
  readonly folder: string;
  /** Ends it with a signal. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and database. */
  restart(): Promise<void>;
}

/** Starts a server; `await using` ends it and removes its folder. */
export async function startServer(movies: readonly object[], options: readonly string[] = []): Promise<ServerProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'movie-client-'));
  const database = join(folder, 'movies.json');
  await writeFile(database, JSON.stringify({ movies }));
  const start = async (port: number) => {
    const program = new Program([SERVER, '--port', String(port), '--database', database, ...options]);
    const [, listening] = await program.printed(/listening on \S+:(\d+)/);
    return { program, port: Number(listening) };
  };
  let { program, port } = await start(0);
  return {
    address: `localhost:${port}`,
    folder,
    async kill(signal) {
      await program.kill(signal);
    },
    async restart() {
      ({ program } = await start(port));
    },
    async [Symbol.asyncDispose]() {
      await program.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a program take its pipes for a terminal of 100 columns. */
const ON_TERMINAL = 'data:text/javascript,Object.assign(process.stdout,{isTTY:true,columns:100})';

/** Starts the client's command line, with output for a program or, `onTerminal`, for a person. */
export function startMovie(args: readonly string[], server: ServerProgram, { onTerminal = false } = {}): Program {
  const env = { MOVIE_ADDRESS: server.address, NO_COLOR: '1' };
  return new Program([...(onTerminal ? ['--import', ON_TERMINAL] : []), CLIENT, ...args], { cwd: server.folder, env });
}

/** Runs the client's command line to its end, with this for standard input. */
export async function runMovie(args: readonly string[], server: ServerProgram, input = ''): Promise<Ending> {
  const program = startMovie(args, server);
  program.endInput(input);
  return await program.ended;
}
