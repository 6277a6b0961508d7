import { readFileSync } from 'node:fs';
import { credentials } from '@grpc/grpc-js';
import { expect, test } from '@jest/globals';
import { readDatabase } from 'movie-catalog';
import { v1 } from 'movie-proto';
import { connect, TemporaryFolder, upload } from 'test-kit';
import { startServer } from './testing/server-process.js';

const COUNT = 100_000;

/** More of what a call sends, kept for a retry, makes grpc-js slow. */
const CLIENT_OPTIONS = { 'grpc.per_rpc_retry_buffer_size': 16_384 };

test(`an import of ${COUNT} movies is on the disk when it is acknowledged, and takes memory within bounds`, async () => {
  using folder = new TemporaryFolder();
  const database = folder.write('movies.json', '{"movies": []}');
  await using server = await startServer(['--database', database]);
  using client = connect(server.address, credentials.createInsecure(), CLIENT_OPTIONS);
  const peakBefore = peakMemory(server.program.pid);
  const { call, response } = upload(client, v1.MovieServiceService.importMovies);
  call.write({ request: { $case: 'options', value: v1.ImportOptions.create() } });
  for (let index = 0; index < COUNT; index++) {
    const record = v1.ImportRecord.create({ movie: { id: `${index}`, title: `Movie ${index}`, rating: 5 } });
    const hasRoom = call.write({ request: { $case: 'record', value: record } });
    if (!hasRoom) await new Promise<void>((resolve) => call.once('drain', resolve));
  }
  call.end({ request: { $case: 'count', value: COUNT } });
  expect(await response).toMatchObject({ createdCount: COUNT });
  const peak = peakMemory(server.program.pid) - peakBefore;
  await server.program.kill();
  expect((await readDatabase(database)).size).toBe(COUNT);
  // About 10 MB on the disk: the server may hold several copies of it at a time, but not many.
  expect(peak).toBeLessThan(250_000);
});

/** The most memory that a process has ever had, in kB; 0 where the system doesn't say. */
function peakMemory(pid: number | undefined): number {
  if (process.platform !== 'linux') return 0;
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
