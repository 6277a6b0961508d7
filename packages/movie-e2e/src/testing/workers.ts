import { test } from '@jest/globals';
import { connect, type TemporaryFolder } from 'test-kit';
import { type ServerProcess, startServer } from './server-process.js';

/** Starts a server of two workers, with its movies in a file of the folder. */
export function startWorkers(
  folder: TemporaryFolder,
  movies: readonly object[],
  ...args: string[]
): Promise<ServerProcess> {
  const database = folder.write('movies.json', JSON.stringify({ movies }));
  return startServer(['--workers', '2', '--log-level', 'debug', '--database', database, ...args]);
}

/** The process of a worker, the last one that served. */
export function workerPid(server: ServerProcess, worker: number): number {
  return Number(server.log.findLast((line) => line.msg === `Worker ${worker} serves.`)?.['pid']);
}

/** Signals one process only, and not those that it started. */
export function signalOnly(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(pid, signal);
}

/** Two clients, which different workers serve if nobody else is connected. */
export function connectTwo(address: string) {
  const clients = [connect(address), connect(address)] as const;
  const close = () => {
    for (const client of clients) client.close();
  };
  return { clients, [Symbol.dispose]: close };
}

/** Which workers have logged until now that they served this method. */
export function servedBy({ log }: ServerProcess, method: string): Set<unknown> {
  return new Set(log.filter((line) => String(line['method']).endsWith(method)).map((line) => line['worker']));
}

/** A test of what Windows doesn't have: signals that stop a process, and sockets in folders. */
export function testOnUnix(name: string, body: () => Promise<void>): void {
  if (process.platform === 'win32') test.skip(`${name} (skipped: Windows has none of it)`, body);
  else test(name, body);
}
