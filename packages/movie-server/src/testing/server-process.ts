import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Movie } from '../catalog/movie.js';
import { EventLog } from '../stores/testing/event-log.js';
import { temporaryFolder } from '../stores/testing/temporary-folder.js';
import { later } from './clean-up.js';
import type { LogLine } from './recorded-log.js';

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url));

/** The server as its users run it. */
export interface ServerProcess {
  readonly pid: number;
  /** Of each log line that came, when it is JSON. */
  readonly log: EventLog<LogLine>;
  /** All that it wrote to standard output and error. */
  output(): string;
  /** Its port, once it listens. */
  port(): Promise<number>;
  signal(name: NodeJS.Signals): void;
  /** Its exit code, once it has ended; null if a signal ended it. */
  readonly exitCode: Promise<number | null>;
}

/** Runs the server with these flags, JSON lines for its log, on a free port. `cleanUp` kills it if it still runs. */
export function runServer(
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
  nodeFlags: readonly string[] = [],
): ServerProcess {
  const args = [...nodeFlags, MAIN, '--host', '127.0.0.1', '--port', '0', '--log-format', 'json', ...flags];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const exitCode = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  later(() => {
    child.kill('SIGKILL');
    return exitCode;
  });
  const log = new EventLog<LogLine>();
  const output = collect(child, log);
  const port = async () => {
    const { msg } = await log.first(({ msg }) => msg.startsWith('Movie server listening'));
    return Number(/:(\d+),/.exec(msg)?.[1]);
  };
  return { pid: child.pid ?? 0, log, output, port, exitCode, signal: (name) => child.kill(name) };
}

function collect(child: ChildProcess, log: EventLog<LogLine>): () => string {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface(stream).on('line', (line) => {
      output += `${line}\n`;
      if (line.startsWith('{')) log.add(JSON.parse(line));
    });
  }
  return () => output;
}

/** Writes a database into a temporary folder, which `removeTemporaryFolders` removes, and gives its path. */
export function databaseOf(movies: readonly Movie[]): string {
  const path = join(temporaryFolder(), 'movies.json');
  writeFileSync(path, JSON.stringify({ movies }));
  return path;
}
