import { fileURLToPath } from 'node:url';
import { type Ending, type ProcessOptions, RunningProcess, run } from './running-process.js';

/** The root of the repository, where the README's commands are typed. */
export const repository = fileURLToPath(new URL('../../../../', import.meta.url));

const serverMain = fileURLToPath(new URL('../main.js', import.meta.url));
const clientMain = fileURLToPath(new URL('../../../movie-client/dist/main.js', import.meta.url));

/** The pnpm that runs these tests, or one that npx brings; as a command and its first arguments. */
export const pnpm: readonly [string, ...string[]] = /pnpm/.test(process.env['npm_execpath'] ?? '')
  ? ['pnpm']
  : ['npx', '-y', 'pnpm@12'];

/** A server as a user starts it, once it is listening on a free port. End it with `await using`. */
export async function startServer(args: readonly string[] = [], options?: ProcessOptions) {
  const program = new RunningProcess(process.execPath, [serverMain, '--port', '0', ...args], readOnly(options));
  const port = await listeningPort(program);
  return { program, port, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

/** Waits until a server says where it listens. */
export async function listeningPort(program: RunningProcess): Promise<number> {
  const [, port] = await program.printed(/listening on \S+:(\d+)/);
  return Number(port);
}

/** Runs the server to its end: for `--help` and for what it refuses. */
export function runServer(args: readonly string[], options?: ProcessOptions): Promise<Ending> {
  return run(process.execPath, [serverMain, ...args], readOnly(options));
}

/**
 * Many servers read the default database at the same time, that of a person at work perhaps as well; read-only they take
 * no lock on it.
 */
function readOnly(options: ProcessOptions = {}): ProcessOptions {
  return { ...options, env: { MOVIE_READ_ONLY: 'true', ...options.env } };
}

/** Runs the client to its end. */
export function runClient(args: readonly string[], options?: ProcessOptions): Promise<Ending> {
  return run(process.execPath, [clientMain, ...args], options);
}

/** The command line of the server, for tests that start it in a way of their own. */
export const serverCommand = [process.execPath, serverMain] as const;
