import { expect, test } from '@jest/globals';
import { CrashRun } from '../testing/crash-run.js';
import { JsonDatabase } from '../testing/json-database.js';

const CRASHES = 200;
const LIMIT_MS = 180_000;

test(
  'nothing acknowledged is lost when a process is killed, wherever it is',
  async () => {
    using database = new JsonDatabase([]);
    const run = new CrashRun(database.path);
    for (let crash = 0; crash < CRASHES; crash++) {
      await run.crash();
      expect(await run.lost()).toEqual([]);
    }
    expect(run.acknowledged).toBeGreaterThan(CRASHES);
  },
  LIMIT_MS,
);
