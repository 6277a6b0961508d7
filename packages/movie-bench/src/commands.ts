import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Bench, interleave, withSubject } from './bench.js';
import { makeDatabase, movieAt } from './movies.js';
import { figure, type Result, ratio } from './result.js';
import { movieServer } from './subjects.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const file = (path: string) => join(root, path);

/** How long people wait for the commands that they type most, where nothing has changed since the last build. */
export async function measureCommands(bench: Bench): Promise<Result[]> {
  bench.note('Commands, until the server listens and until the others end');
  const { node } = bench;
  const database = makeDatabase(bench.folder, 1_000);
  const options = ['--port', '0', '--database', database, '--read-only'];
  // What pnpm runs this with.
  const pnpm = process.env['npm_execpath'];
  if (pnpm === undefined) {
    bench.note('Commands are left out: they need `pnpm bench`.');
    return [];
  }
  const pnpmCommand = /\.[cm]?js$/.test(pnpm) ? [node, pnpm] : [pnpm];
  await runUntil([node, file('packages/movie-client/scripts/bundle.js')]);
  return withSubject(bench, movieServer(node, database, 'movie-server', ['--read-only']), async ({ port }) => {
    const client = [node, file('packages/movie-client/dist/main.js'), '--address', `127.0.0.1:${port}`];
    const seconds = await interleave(bench.rounds, {
      [NOTHING]: () => runUntil([node, '-e', '0']),
      'node packages/movie-server/dist/main.js': () =>
        runUntil([node, file('packages/movie-server/dist/main.js'), ...options], /listening/),
      'pnpm start server': () => runUntil([...pnpmCommand, 'start', 'server', ...options], /listening/),
      'movie get ID': () => runUntil([...client, 'get', movieAt(0).id]),
      'pnpm generate': () => runUntil([...pnpmCommand, 'generate']),
    });
    const base = { what: NOTHING, values: seconds.get(NOTHING) ?? [] };
    // The ratio says how busy the machine was.
    return [...seconds].map(([name, values]) => ({
      ...ratio(name, values, 's', base),
      ...figure(name, values, 's', TARGETS[name]),
    }));
  });
}

/** The start of Node itself. */
const NOTHING = 'node -e 0';

/** In seconds. */
const TARGETS: Readonly<Record<string, number>> = {
  'node packages/movie-server/dist/main.js': 0.35,
  'pnpm start server': 1,
  'movie get ID': 0.18,
  'pnpm generate': 1,
};

/**
 * Runs a command until it has printed something, or else until its end.
 *
 * @returns how long that took, in seconds
 * @throws Error with what it printed if it fails
 */
async function runUntil([program = '', ...args]: readonly string[], printed?: RegExp): Promise<number> {
  const startedAt = performance.now();
  // In a group of its own, which is ended with all that the command has started.
  const child = spawn(program, args, { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let seconds: number | undefined;
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (seconds !== undefined || !printed?.test(output) || child.pid === undefined) return;
      seconds = (performance.now() - startedAt) / 1_000;
      process.kill(-child.pid, 'SIGTERM');
    });
  }
  const [code] = await once(child, 'close');
  if (seconds === undefined && (printed || code !== 0)) throw new Error(`${program} ${args.join(' ')}: ${output}`);
  return seconds ?? (performance.now() - startedAt) / 1_000;
}
