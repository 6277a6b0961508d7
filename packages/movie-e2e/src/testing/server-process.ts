import { join } from 'node:path';
import { type Ending, type LogLine, type ProcessOptions, RunningProcess, run } from 'test-kit';
import { repository } from './repository.js';

/** The command line of the server, as `pnpm start server` runs it. */
export const serverCommand = [process.execPath, join(repository, 'packages/movie-server/dist/main.js')] as const;

/** The server in a process of its own: `await using server = await startServer()`. */
export class ServerProcess implements AsyncDisposable {
  readonly program: RunningProcess;
  readonly port: number;
  /** Where a client finds it. */
  readonly address: string;

  constructor(program: RunningProcess, port: number) {
    this.program = program;
    this.port = port;
    this.address = `127.0.0.1:${port}`;
  }

  /** The lines of its log until now, unless the log is for people. */
  get log(): readonly LogLine[] {
    const lines = this.program.stdout.split('\n').slice(0, -1);
    return lines.filter((line) => line.startsWith('{')).map((line): LogLine => JSON.parse(line));
  }

  /** The messages of its log until now. */
  get messages(): readonly string[] {
    return this.log.map(({ msg }) => msg);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]();
  }
}

/**
 * Starts a server on a free port of 127.0.0.1, and waits until it listens.
 *
 * @param args its options; without a database it reads that of the repository, and takes no lock on it
 */
export async function startServer(args: readonly string[] = [], options?: ProcessOptions): Promise<ServerProcess> {
  const program = startProgram(args, options);
  return new ServerProcess(program, await listeningPort(program));
}

/** Starts a server on a free port of 127.0.0.1, and waits for nothing. */
export function startProgram(args: readonly string[] = [], options?: ProcessOptions): RunningProcess {
  const [node, main] = serverCommand;
  const where = ['--host', '127.0.0.1', '--port', '0'];
  const ownOptions = args.includes('--database') ? options : readOnly(options);
  // The tests end it, some of them after many minutes.
  return new RunningProcess(node, [main, ...where, ...args], { longestMs: 1_800_000, ...ownOptions });
}

/** Waits until a server says where it listens. */
export async function listeningPort(program: RunningProcess): Promise<number> {
  const [, port] = await program.printed(/listening on \S+:(\d+)/);
  return Number(port);
}

/** Runs the server to its end: for `--help` and for what it refuses. */
export function runServer(args: readonly string[], options?: ProcessOptions): Promise<Ending> {
  const [node, main] = serverCommand;
  return run(node, [main, ...args], readOnly(options));
}

/** Many tests read the repository's database at the same time, and perhaps a person does too; none may lock it. */
function readOnly(options: ProcessOptions = {}): ProcessOptions {
  return { ...options, env: { MOVIE_READ_ONLY: 'true', ...options.env } };
}
