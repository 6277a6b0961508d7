import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.js';
import { measureCapacity } from './capacity.js';
import { measureCatalogCalls } from './catalog-calls.js';
import { measureCommands } from './commands.js';
import { measureProtocols } from './protocols.js';
import { toTable } from './report.js';
import type { Result } from './result.js';
import { measureServers } from './servers.js';
import { measureTutorialServers } from './tutorial-servers.js';
import { measureWorkers } from './workers.js';

const PARTS: Readonly<Record<string, (bench: Bench) => Promise<Result[]>>> = {
  tutorial: measureTutorialServers,
  catalog: measureCatalogCalls,
  capacity: measureCapacity,
  protocols: measureProtocols,
  workers: measureWorkers,
  servers: measureServers,
  commands: measureCommands,
};

const HELP = `Measures the movie server, and compares it with bare node:http2 (the floor) and with servers written in other ways.

Usage: pnpm bench [OPTION…]

  --rounds N   how often to measure each thing; default: 3
  --node FILE  the Node that runs the servers; default: the one that runs this
  --only PART  one part: tutorial, catalog, capacity, protocols, workers, servers or commands
  --json       print JSON instead of a table`;

const values = readOptions();
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`bench: --rounds must be a whole number from 1, and is ${JSON.stringify(values.rounds)}.`);
  process.exit(2);
}
if (platform() !== 'linux') {
  console.error('bench: The benchmark reads the CPU time of servers from /proc, which only Linux has.');
  process.exit(2);
}

if (values.only !== undefined && !Object.hasOwn(PARTS, values.only)) {
  console.error(
    `bench: --only must be one of ${Object.keys(PARTS).join(', ')}, and is ${JSON.stringify(values.only)}.`,
  );
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'movie-bench-'));
const bench: Bench = { folder, node: values.node, rounds, note: (text) => console.error(text) };
try {
  const results: Result[] = [];
  for (const [name, measurePart] of Object.entries(PARTS)) {
    if (values.only === undefined || values.only === name) results.push(...(await measurePart(bench)));
  }
  const nodeVersion = spawnSync(values.node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  const machine = { cores: cpus().length, node: nodeVersion, rounds };
  if (values.json) console.log(JSON.stringify({ machine, results }, null, 2));
  else console.log(`${machine.cores} cores, Node ${nodeVersion}, ${rounds} rounds\n\n${toTable(results)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        rounds: { type: 'string', default: '3' },
        node: { type: 'string', default: process.execPath },
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : error}`);
    process.exit(2);
  }
}
