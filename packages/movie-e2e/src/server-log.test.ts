import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { v1 } from 'movie-proto';
import { ask, connect, RunningProcess, TemporaryFolder } from 'test-kit';
import { serverCommand } from './testing/server-process.js';

const NO_MOVIES = '{"movies": []}';
const { createMovie } = v1.MovieServiceService;

/** Starts a server whose log goes to a file of any kind. */
function logTo(output: string, folder: TemporaryFolder, args: readonly string[]): RunningProcess {
  const database = ['--database', folder.write('movies.json', NO_MOVIES)];
  const script = 'out=$1; shift; exec "$@" > "$out"';
  return new RunningProcess('sh', ['-c', script, 'sh', output, ...serverCommand, ...database, ...args]);
}

async function addMovie(address: string): Promise<void> {
  using client = connect(address);
  await promisify(client.waitForReady).call(client, Date.now() + 30_000);
  await ask(client, createMovie, v1.CreateMovieRequest.create({ movie: { title: 'A' } }));
}

const noFifos = process.platform === 'win32' ? ' (skipped: Windows has no named pipes in folders)' : '';
const testFifo = noFifos === '' ? test : test.skip;

testFifo(`a server whose log nobody reads any more goes on, counts it, and ends in order${noFifos}`, async () => {
  using folder = new TemporaryFolder();
  const fifo = folder.file('fifo');
  spawnSync('mkfifo', [fifo]);
  await using server = logTo(fifo, folder, ['--host', '127.0.0.1', '--port', '0', '--metrics-port', '0']);
  await using reader = new RunningProcess('cat', [fifo]);
  const [, metrics = ''] = await reader.printed(/Metrics at (\S+?)\.?"/);
  const [, address = ''] = await reader.printed(/listening on ([^,]+),/);
  await reader.kill();
  await addMovie(address);
  await server.printed(/^The log can't be written: write EPIPE\./m);
  await addMovie(address);
  const body = await (await fetch(metrics)).text();
  expect(body).toMatch(/^movie_store_connected 1$/m);
  expect(Number(/^grpc_server_log_lines_dropped_total (\d+)$/m.exec(body)?.[1])).toBeGreaterThan(0);
  expect(await server.kill('SIGTERM')).toMatchObject({ code: 0 });
  expect(existsSync(folder.file('.movies.json.lock'))).toBe(false);
});

const noFullDevice = existsSync('/dev/full') ? '' : ' (skipped: this system has no /dev/full)';
const describeFull = noFullDevice === '' ? describe : describe.skip;

describeFull(`a server whose log's disk is full${noFullDevice}`, () => {
  test.each(['SIGTERM', 'SIGHUP'] as const)('serves, and ends in order at %s', async (signal) => {
    using folder = new TemporaryFolder();
    const address = `unix:${folder.file('socket')}`;
    await using server = logTo('/dev/full', folder, ['--host', address]);
    await server.printed(/^The log can't be written: ENOSPC/m);
    await addMovie(address);
    expect(await server.kill(signal)).toMatchObject({ code: 0 });
    expect(existsSync(folder.file('.movies.json.lock'))).toBe(false);
  });
});
