import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { TemporaryFolder } from 'test-kit';
import { StoreError } from '../store.js';
import { crashedLocks, crashedPreparations } from '../testing/crashed-locks.js';
import { JsonDatabase } from '../testing/json-database.js';
import { StoreProcess } from '../testing/store-process.js';
import { lockFile } from './file-lock.js';
import { OwnLock } from './own-lock.js';

const LOCKED = { reason: 'LOCKED', message: expect.stringContaining(`in use by process ${process.pid} on`) };
const LOCK = '.movies.json.lock';

/** Fails if taking a lock has to wait for one that isn't renewed. */
const mustNotWait = {
  info: (_: object, message: string) => {
    throw new Error(message);
  },
  warn: () => undefined,
  error: () => undefined,
};

test('a file that this process has is refused, and given again once it is released', async () => {
  using folder = new TemporaryFolder();
  const path = folder.file('movies.json');
  const lock = await lockFile(path);
  expect(lock.isHeld()).toBe(true);
  await expect(lockFile(path, mustNotWait)).rejects.toMatchObject(LOCKED);
  expect(readdirSync(folder.path)).toEqual([LOCK]);
  await lock.release();
  expect(lock.isHeld()).toBe(false);
  await (await lockFile(path)).release();
  expect(readdirSync(folder.path)).toEqual([]);
});

test('the lock of a killed process is taken over at once, with all that it was writing', async () => {
  using folder = new TemporaryFolder();
  const path = folder.file('movies.json');
  await crashedLocks(path);
  const [record = ''] = readdirSync(folder.file(LOCK)).filter((name) => name.endsWith('.json'));
  writeFileSync(join(folder.file(LOCK), record.replace('.json', '.tmp')), 'half');
  await (await lockFile(path, mustNotWait)).release();
  expect(readdirSync(folder.path)).toEqual([]);
});

test('a lock works in a folder whose path is too long for the address of a socket', async () => {
  using folder = new TemporaryFolder();
  const deep = join(folder.path, 'a'.repeat(100), '花'.repeat(50));
  mkdirSync(deep, { recursive: true });
  const path = join(deep, 'movies.json');
  await crashedLocks(path);
  const lock = await lockFile(path, mustNotWait);
  await expect(lockFile(path, mustNotWait)).rejects.toMatchObject(LOCKED);
  await lock.release();
});

test('a holder sees that its lock was removed, can rename nothing any more, and leaves the new lock alone', async () => {
  using folder = new TemporaryFolder();
  const path = folder.file('movies.json');
  const lock = await lockFile(path);
  writeFileSync(lock.temporaryPath, '');
  rmSync(folder.file(LOCK), { recursive: true });
  const other = await lockFile(path, mustNotWait);
  expect(lock.isHeld()).toBe(false);
  expect(() => renameSync(lock.temporaryPath, path)).toThrow('ENOENT');
  // It began to write before it saw that.
  writeFileSync(lock.temporaryPath, '');
  await lock.release();
  expect(other.isHeld()).toBe(true);
  await expect(lockFile(path, mustNotWait)).rejects.toMatchObject(LOCKED);
  await other.release();
  expect(readdirSync(folder.path)).toEqual([]);
});

test('what a process left in the lock of another is no lock', async () => {
  using folder = new TemporaryFolder();
  mkdirSync(folder.file(LOCK));
  writeFileSync(join(folder.file(LOCK), 'feedfeedfeedfeed.tmp'), '');
  await (await lockFile(folder.file('movies.json'), mustNotWait)).release();
  expect(readdirSync(folder.path)).toEqual([]);
});

test('a lock that was moved to its place counts, though the answer to that was lost', async () => {
  using folder = new TemporaryFolder();
  const own = await OwnLock.prepare(folder.file(LOCK));
  const [prepared = ''] = readdirSync(folder.path);
  renameSync(folder.file(prepared), folder.file(LOCK));
  expect(await own.moveIn()).toBe(true);
  await own.release();
  expect(readdirSync(folder.path)).toEqual([]);
});

test.each<[string, (lock: string) => void]>([
  ['the lock of an older server, which was a file', (lock) => writeFileSync(lock, '{}')],
  ['a link', (lock) => symlinkSync('nowhere', lock)],
  ['a file in the folder', (lock) => writeFileSync(join(folderAt(lock), 'core'), '')],
  ['a folder in the folder', (lock) => mkdirSync(join(folderAt(lock), '.snap'))],
])('what is no lock is respected, and named: %s', async (_, obstruct) => {
  using folder = new TemporaryFolder();
  obstruct(folder.file(LOCK));
  const message = expect.stringMatching(
    /can't be locked: .*\.movies\.json\.lock\/?(core|\.snap)? is in the way.*Remove it/,
  );
  await expect(lockFile(folder.file('movies.json'))).rejects.toMatchObject({ reason: 'LOCKED', message });
});

function folderAt(path: string): string {
  mkdirSync(path);
  return path;
}

test('the lock of the dead is taken over by exactly one of many, wherever they died', async () => {
  using folder = new TemporaryFolder();
  const rounds = Array.from({ length: 6 }, (_, round) => {
    mkdirSync(folder.file(`${round}`));
    return join(folder.path, `${round}`, 'movies.json');
  });
  await crashedLocks(...rounds);
  await crashedPreparations(...rounds.map((path) => join(path, '..', LOCK)));
  for (const [round, path] of rounds.entries()) {
    const lock = join(path, '..', LOCK);
    const record = readdirSync(lock).find((name) => name.endsWith('.json')) ?? '';
    // Killed while it took the lock over, or released it.
    if (round % 3 === 1) rmSync(join(lock, record));
    if (round % 3 === 2) for (const name of readdirSync(lock)) rmSync(join(lock, name));
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockFile(path, mustNotWait)));
    const refusals = outcomes.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason);
    expect(refusals).toEqual(Array(7).fill(expect.objectContaining(LOCKED)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value.isHeld())).toHaveLength(1);
    expect(readdirSync(join(path, '..'))).toEqual([LOCK]);
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') await outcome.value.release();
  }
});

test('processes that take and release a lock at the same time never fail or wait for what is gone', async () => {
  using folder = new TemporaryFolder();
  const path = folder.file('movies.json');
  const failures: unknown[] = [];
  const takeAndRelease = async () => {
    for (let turn = 0; turn < 15; turn++) {
      await lockFile(path, mustNotWait)
        .then((lock) => lock.release())
        .catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: 8 }, takeAndRelease));
  expect(failures.filter((error) => !(error instanceof StoreError))).toEqual([]);
  await (await lockFile(path, mustNotWait)).release();
});

test('a lock is taken over by exactly one of the processes that start at the same time after a crash', async () => {
  using database = new JsonDatabase([]);
  await using crashed = new StoreProcess(database.path);
  await crashed.outcome();
  await crashed.kill();
  expect(database.files).toContain(LOCK);
  await using first = new StoreProcess(database.path);
  await using second = new StoreProcess(database.path);
  await using third = new StoreProcess(database.path);
  const outcomes = await Promise.all([first, second, third].map((each) => each.outcome()));
  expect(outcomes.map(({ reason }) => reason).sort()).toEqual(['LOCKED', 'LOCKED', undefined]);
});
