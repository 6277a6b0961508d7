import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { lockFile, lockPath } from './file-lock.js';
import { isRunning, thisProcess } from './process-identity.js';
import { StoreProcess } from './testing/store-process.js';
import { removeTemporaryFolders, temporaryFolder } from './testing/temporary-folder.js';

afterEach(removeTemporaryFolders);

/** The number of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

function holder(fields: object): string {
  return JSON.stringify({ ...thisProcess(), token: 'dead', since: '2026-01-01T00:00:00.000Z', ...fields });
}

function newPath(): string {
  return join(temporaryFolder(), 'movies.json');
}

describe('lockFile', () => {
  test('refuses a file that this process has, and gives it again once it is released', async () => {
    const path = newPath();
    const lock = await lockFile(path);
    await expect(lockFile(path)).rejects.toMatchObject({ reason: 'LOCKED' });
    await lock.release();
    await (await lockFile(path)).release();
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test('takes over the lock of a process that has ended', async () => {
    const path = newPath();
    writeFileSync(lockPath(path), holder({ pid: deadPid() }));
    const lock = await lockFile(path);
    expect(readFileSync(lockPath(path), 'utf8')).toContain(`"pid":${process.pid}`);
    await lock.release();
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test('takes over the lock of a process whose number another has now', async () => {
    if (thisProcess().started === '') return;
    const path = newPath();
    writeFileSync(lockPath(path), holder({ started: '1' }));
    await (await lockFile(path)).release();
  });

  test('takes over the lock of an earlier run of the system', async () => {
    const path = newPath();
    writeFileSync(lockPath(path), holder({ boot: 'earlier' }));
    await (await lockFile(path)).release();
  });

  test('respects the lock of another host, and says what to remove if it is gone', async () => {
    const path = newPath();
    writeFileSync(lockPath(path), holder({ pid: deadPid(), host: 'elsewhere' }));
    const message = expect.stringMatching(/on elsewhere since 2026-01-01T.*remove .*\.movies\.json\.lock/);
    await expect(lockFile(path)).rejects.toMatchObject({ reason: 'LOCKED', message });
  });

  test('respects a lock that it does not understand', async () => {
    const path = newPath();
    writeFileSync(lockPath(path), 'something else');
    await expect(lockFile(path)).rejects.toMatchObject({
      reason: 'LOCKED',
      message: expect.stringContaining("can't be read"),
    });
  });

  test('leaves the lock of another alone when it releases its own', async () => {
    const path = newPath();
    const lock = await lockFile(path);
    writeFileSync(lockPath(path), holder({ token: 'another' }));
    await lock.release();
    expect(readFileSync(lockPath(path), 'utf8')).toContain('another');
  });

  test('is taken over from the dead by exactly one of many, also where others died while taking it over', async () => {
    const pid = deadPid();
    for (let round = 0; round < 40; round++) {
      const path = newPath();
      writeFileSync(lockPath(path), holder({ pid }));
      if (round % 2 === 1) {
        writeFileSync(`${lockPath(path)}.dead`, holder({ pid, token: 'dead-too' }));
        writeFileSync(`${lockPath(path)}-dead-too`, holder({ pid, token: 'dead-too' }));
      }
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockFile(path)));
      const refusals = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason.reason);
      expect(refusals).toEqual(Array(7).fill('LOCKED'));
      expect(readdirSync(dirname(path))).toEqual(['.movies.json.lock']);
    }
  });

  test('is taken over by exactly one of the processes that start at the same time after a crash', async () => {
    const path = newPath();
    writeFileSync(path, '{"movies": []}');
    const crashed = new StoreProcess(path);
    await crashed.outcome;
    await crashed.kill();
    expect(readdirSync(dirname(path))).toContain('.movies.json.lock');
    const processes = [new StoreProcess(path), new StoreProcess(path), new StoreProcess(path)];
    const outcomes = await Promise.all(processes.map(({ outcome }) => outcome));
    await Promise.all(processes.map((each) => each.end()));
    expect(outcomes.map(({ reason }) => reason).sort()).toEqual(['LOCKED', 'LOCKED', undefined]);
  });
});

describe('isRunning', () => {
  test('tells a process that runs from one that has ended', () => {
    expect(isRunning(thisProcess())).toBe(true);
    expect(isRunning({ ...thisProcess(), pid: deadPid() })).toBe(false);
  });
});
