import { join } from 'node:path';
import { type Ending, type ProcessOptions, RunningProcess, run } from 'test-kit';
import type { CatalogProcess } from './catalog-process.js';
import { repository } from './repository.js';

const MAIN = join(repository, 'packages/movie-client/dist/main.js');

/** Runs the client's command line to its end, as it is typed. */
export function runClient(args: readonly string[], options?: ProcessOptions): Promise<Ending> {
  return run(process.execPath, [MAIN, ...args], options);
}

/** The server to call, and the folder to run in. */
type ClientPlace = Pick<CatalogProcess, 'address' | 'folder'>;

/** Makes a program take its pipes for a terminal. */
export const onTerminalOf = (columns: number) =>
  `data:text/javascript,Object.assign(process.stdout,{isTTY:true,columns:${columns}})`;

/**
 * Starts the client's command line on a server, with output for a program or, `onTerminal`, for a person.
 *
 * @param options `columns` are those of the terminal; 0 if it doesn't know. Default: 100
 */
export function startMovie(
  args: readonly string[],
  server: ClientPlace,
  { onTerminal = false, columns = 100 } = {},
): RunningProcess {
  const nodeArgs = onTerminal ? ['--import', onTerminalOf(columns)] : [];
  return new RunningProcess(process.execPath, [...nodeArgs, MAIN, ...args], clientOptions(server));
}

/** Runs the client's command line on a server to its end. */
export function runMovie(args: readonly string[], server: ClientPlace): Promise<Ending> {
  return run(process.execPath, [MAIN, ...args], clientOptions(server));
}

function clientOptions({ address, folder }: ClientPlace): ProcessOptions {
  return { cwd: folder.path, env: { MOVIE_ADDRESS: address, NO_COLOR: '1' } };
}
