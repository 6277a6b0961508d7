import { expect, test } from '@jest/globals';
import { onOwnPostgres } from 'test-kit';
import { PostgresServers } from './testing/postgres-servers.js';
import { ServersRun } from './testing/servers-run.js';

onOwnPostgres(test)('three servers on one database are one catalog while they and it are killed', async () => {
  await using servers = await PostgresServers.start(3);
  const run = new ServersRun({ addresses: servers.addresses, disturbances: servers.disturbances, seed: 5 });
  expect(await run.run(3_000, 100)).toEqual([]);
});
