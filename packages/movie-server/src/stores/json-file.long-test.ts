import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { CrashRun } from './testing/crash-run.js';
import { removeTemporaryFolders, temporaryFolder } from './testing/temporary-folder.js';

const CRASHES = 200;
const LIMIT_MS = 180_000;

afterEach(removeTemporaryFolders);

test(
  'nothing acknowledged is lost when a process is killed, wherever it is',
  async () => {
    const run = new CrashRun(join(temporaryFolder(), 'movies.json'));
    for (let crash = 0; crash < CRASHES; crash++) {
      await run.crash();
      expect(await run.lost()).toEqual([]);
    }
    expect(run.acknowledged).toBeGreaterThan(CRASHES);
  },
  LIMIT_MS,
);
