import { expect, test } from '@jest/globals';
import { CatalogProcess } from './testing/catalog-process.js';
import { ServersRun } from './testing/servers-run.js';
import { killWorker } from './testing/worker-processes.js';

const WORKERS = 3;
const isLinux = process.platform === 'linux';
const onLinux = isLinux ? test : test.skip;
const skipped = isLinux ? '' : ' (skipped: finds the workers in /proc)';

onLinux(`three workers on one file are one catalog while they are killed${skipped}`, async () => {
  await using server = await CatalogProcess.start([], ['--workers', String(WORKERS)]);
  // All clients of one target share a connection, which one worker has. These are three targets.
  const addresses = ['', 'dns:///', 'ipv4:'].map((scheme) => `${scheme}${server.address}`);
  const run = new ServersRun({ addresses, disturbances: [killWorker(server, WORKERS)], seed: 3 });
  expect(await run.run(10_000, 100)).toEqual([]);
});
