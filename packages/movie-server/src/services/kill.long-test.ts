import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { randomFrom } from '../catalog/sample-movies.js';
import { removeTemporaryFolders, temporaryFolder } from '../stores/testing/temporary-folder.js';
import { KillRun } from './testing/kill-run.js';
import { killServers } from './testing/server-process.js';

const KILLS = 200;

afterEach(killServers);
afterEach(removeTemporaryFolders);

test('no write acknowledged over gRPC is lost when the server is killed, 200 times', async () => {
  const database = join(temporaryFolder(), 'movies.json');
  writeFileSync(database, '{"movies": []}');
  const run = new KillRun(database, randomFrom(4));
  for (let kill = 0; kill < KILLS; kill++) {
    await run.kill();
    expect(await run.lost()).toEqual([]);
  }
  expect(run.acknowledged).toBeGreaterThan(KILLS);
});
