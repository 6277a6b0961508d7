import { expect, test } from '@jest/globals';
import { randomFrom } from 'movie-catalog/testing';
import { TemporaryFolder } from 'test-kit';
import { KillRun } from './testing/kill-run.js';

const KILLS = 2;

test('what a killed server leaves is explained by what it answered', async () => {
  using folder = new TemporaryFolder();
  const run = new KillRun(folder.write('movies.json', '{"movies": []}'), randomFrom(5));
  for (let kill = 0; kill < KILLS; kill++) expect(await run.kill()).toEqual([]);
  expect(run.acknowledged).toBeGreaterThan(KILLS);
});
