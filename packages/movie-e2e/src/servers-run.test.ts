import { expect, test } from '@jest/globals';
import { CatalogProcess } from './testing/catalog-process.js';
import { ServersRun } from './testing/servers-run.js';

test('what clients of one server do and what watchers see of it is one history', async () => {
  await using server = await CatalogProcess.start([]);
  const addresses = Array.from({ length: 3 }, () => server.address);
  const run = new ServersRun({ addresses, seed: 5 });
  expect(await run.run(1_000, 50)).toEqual([]);
});
