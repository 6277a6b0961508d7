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
