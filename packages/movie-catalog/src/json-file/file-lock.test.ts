import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { TemporaryFolder } from 'test-kit';
import { JsonDatabase } from '../testing/json-database.js';
import { StoreProcess } from '../testing/store-process.js';
import { lockFile, lockPath } from './file-lock.js';
import { isRunning, thisProcess } from './process-identity.js';

/** The number of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

function holder(fields: object): string {
  return JSON.stringify({ ...thisProcess(), token: 'dead', since: '2026-01-01T00:00:00.000Z', ...fields });
}

describe('lockFile', () => {
  test('refuses a file that this process has, and gives it again once it is released', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('movies.json');
    const lock = await lockFile(path);
    await expect(lockFile(path)).rejects.toMatchObject({ reason: 'LOCKED' });
    await lock.release();
    await (await lockFile(path)).release();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('takes over the lock of a process that has ended', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('movies.json');
    writeFileSync(lockPath(path), holder({ pid: deadPid() }));
    const lock = await lockFile(path);
    expect(readFileSync(lockPath(path), 'utf8')).toContain(`"pid":${process.pid}`);
    await lock.release();
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('takes over the lock of a process whose number another has now', async () => {
    if (thisProcess().started === '') return;
    using folder = new TemporaryFolder();
    const path = folder.file('movies.json');
    writeFileSync(lockPath(path), holder({ started: '1' }));
    await (await lockFile(path)).release();
  });

  test('takes over the lock of an earlier run of the system', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('movies.json');
    writeFileSync(lockPath(path), holder({ boot: 'earlier' }));
    await (await lockFile(path)).release();
  });

  test('respects the lock of another host, and says what to remove if it is gone', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('movies.json');
    writeFileSync(lockPath(path), holder({ pid: deadPid(), host: 'elsewhere' }));
    const message = expect.stringMatching(/on elsewhere since 2026-01-01T.*remove .*\.movies\.json\.lock/);
    await expect(lockFile(path)).rejects.toMatchObject({ reason: 'LOCKED', message });
  });

  test('respects a lock that it does not understand', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('movies.json');
    writeFileSync(lockPath(path), 'something else');
    await expect(lockFile(path)).rejects.toMatchObject({
      reason: 'LOCKED',
      message: expect.stringContaining("can't be read"),
    });
  });

  test('leaves the lock of another alone when it releases its own', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('movies.json');
    const lock = await lockFile(path);
    writeFileSync(lockPath(path), holder({ token: 'another' }));
    await lock.release();
    expect(readFileSync(lockPath(path), 'utf8')).toContain('another');
  });

  test('is released without an error, and left alone, if someone made it unreadable', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('movies.json');
    const lock = await lockFile(path);
    writeFileSync(lockPath(path), 'broken');
    await lock.release();
    expect(readFileSync(lockPath(path), 'utf8')).toBe('broken');
  });

  test('is taken over from the dead by exactly one of many, also where others died while taking it over', async () => {
    const pid = deadPid();
    for (let round = 0; round < 40; round++) {
      using folder = new TemporaryFolder();
      const path = folder.file('movies.json');
      writeFileSync(lockPath(path), holder({ pid }));
      if (round % 2 === 1) {
        writeFileSync(`${lockPath(path)}.dead`, holder({ pid, token: 'dead-too' }));
        writeFileSync(`${lockPath(path)}-dead-too`, holder({ pid, token: 'dead-too' }));
      }
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockFile(path)));
      const refusals = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason.reason);
      expect(refusals).toEqual(Array(7).fill('LOCKED'));
      expect(readdirSync(folder.path)).toEqual(['.movies.json.lock']);
    }
  });

  test('is taken over by exactly one of the processes that start at the same time after a crash', async () => {
    using database = new JsonDatabase([]);
    await using crashed = new StoreProcess(database.path);
    await crashed.outcome();
    await crashed.kill();
    expect(database.files).toContain('.movies.json.lock');
    await using first = new StoreProcess(database.path);
    await using second = new StoreProcess(database.path);
    await using third = new StoreProcess(database.path);
    const outcomes = await Promise.all([first, second, third].map((each) => each.outcome()));
    expect(outcomes.map(({ reason }) => reason).sort()).toEqual(['LOCKED', 'LOCKED', undefined]);
  });
});

describe('isRunning', () => {
  test('distinguishes a process that runs from one that has ended', () => {
    expect(isRunning(thisProcess())).toBe(true);
    expect(isRunning({ ...thisProcess(), pid: deadPid() })).toBe(false);
  });
});
