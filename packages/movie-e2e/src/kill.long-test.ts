import { expect, test } from '@jest/globals';
import { randomFrom } from 'movie-catalog/testing';
import { TemporaryFolder } from 'test-kit';
import { KillRun } from './testing/kill-run.js';

const KILLS = 200;

test('no acknowledged write is lost when the server is killed, 200 times', async () => {
  using folder = new TemporaryFolder();
  const run = new KillRun(folder.write('movies.json', '{"movies": []}'), randomFrom(200));
  for (let kill = 0; kill < KILLS; kill++) {
    await run.kill();
    expect(await run.lost()).toEqual([]);
  }
  expect(run.acknowledged).toBeGreaterThan(KILLS);
});
