import { expect, test } from '@jest/globals';
import { randomFrom, sampleMovie } from 'movie-catalog/testing';
import { TemporaryFolder } from 'test-kit';
import { KillRun } from './testing/kill-run.js';

const KILLS = 300;
/** How many of the kills come with one more of a server that starts. */
const EVERY = 10;
const RIVALRIES = 25;
/** Some 4 minutes where nothing else runs; a busy machine takes several times as long. */
const TIMEOUT_MS = 1_800_000;

/** Enough that writing the file takes a while. */
const OTHERS = Array.from({ length: 1_000 }, (_, index) => sampleMovie(`other-${index}`));

test(
  'what a killed server leaves is explained by what it answered, 300 times',
  async () => {
    using folder = new TemporaryFolder();
    const run = new KillRun(folder.write('movies.json', JSON.stringify({ movies: OTHERS })), randomFrom(300));
    for (let kill = 0; kill < KILLS; kill++) {
      expect(await run.kill()).toEqual([]);
      if (kill % EVERY === 0) expect(await run.killAtStart()).toEqual([]);
    }
    console.log(`${KILLS} kills: ${run.calls} calls were checked, ${run.acknowledged} of them acknowledged writes.`);
    expect(run.acknowledged).toBeGreaterThan(KILLS);
  },
  TIMEOUT_MS,
);

test(
  'one of the servers that start while another is killed takes over, and nothing acknowledged is lost',
  async () => {
    using folder = new TemporaryFolder();
    const run = new KillRun(folder.write('movies.json', JSON.stringify({ movies: OTHERS })), randomFrom(25));
    for (let rivalry = 0; rivalry < RIVALRIES; rivalry++) expect(await run.killAmongRivals()).toEqual([]);
    console.log(`${RIVALRIES} kills: ${run.calls} calls were checked, ${run.acknowledged} acknowledged writes.`);
    expect(run.acknowledged).toBeGreaterThan(RIVALRIES);
  },
  TIMEOUT_MS,
);
