import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { CrashRun } from './testing/crash-run.js';
import { closeStores, openStore } from './testing/opened-stores.js';
import { RecordedLog } from './testing/recorded-log.js';
import { sampleMovie } from './testing/sample-movie.js';
import { StoreProcess } from './testing/store-process.js';
import { removeTemporaryFolders, temporaryFolder } from './testing/temporary-folder.js';

const isRoot = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };
const A = sampleMovie('a');
const B = sampleMovie('b');
const createB = { id: 'b', before: undefined, after: B };

afterEach(closeStores);
afterEach(removeTemporaryFolders);

function newDatabase(folder = temporaryFolder()): string {
  const path = join(folder, 'movies.json');
  writeFileSync(path, JSON.stringify({ movies: [A] }));
  return path;
}

/** A database in a folder that belongs to the user who runs `StoreProcess` in these tests, who is never root. */
function databaseOfNobody(): string {
  const path = newDatabase();
  if (isRoot) for (const each of [path, dirname(path)]) chownSync(each, NOBODY.uid, NOBODY.gid);
  return path;
}

describe('a file that must not be written', () => {
  test('is not, even by root, and is as soon as it may be', async () => {
    const path = newDatabase();
    const text = readFileSync(path, 'utf8');
    chmodSync(path, 0o444);
    const { store, commits } = await openStore(path);
    const refusal = { reason: 'READ_ONLY', message: expect.stringContaining(path) };
    await expect(store.commit([createB])).rejects.toMatchObject(refusal);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(commits.events).toEqual([]);
    chmodSync(path, 0o644);
    await store.commit([createB]);
    expect(commits.events).toEqual([{ revision: 1, changes: [createB] }]);
  });

  test('since its folder is not writable, can be read all the same', async () => {
    const path = databaseOfNobody();
    chmodSync(dirname(path), 0o555);
    const other = new StoreProcess(path, isRoot ? NOBODY : {});
    expect(await other.outcome).toMatchObject({
      loaded: 1,
      reason: 'READ_ONLY',
      message: expect.stringContaining(path),
    });
    await other.end();
    expect(readdirSync(dirname(path))).toEqual(['movies.json']);
  });

  test("since it is another user's, is not", async () => {
    const path = databaseOfNobody();
    chmodSync(path, 0o444);
    const other = new StoreProcess(path, isRoot ? NOBODY : {});
    expect(await other.outcome).toMatchObject({ loaded: 1, reason: 'READ_ONLY' });
    await other.end();
    expect(readdirSync(dirname(path))).toEqual(['movies.json']);
  });
});

test('a write that fails midway changes nothing and leaves nothing behind', async () => {
  const path = newDatabase();
  const text = readFileSync(path, 'utf8');
  // The new content is over the limit of 8 blocks of 512 or 1024 bytes.
  const other = new StoreProcess(path, { shellPrefix: 'ulimit -f 8' });
  expect(await other.outcome).toMatchObject({
    loaded: 1,
    reason: 'WRITE_FAILED',
    message: expect.stringContaining('EFBIG'),
  });
  await other.end();
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(readdirSync(dirname(path))).toEqual(['movies.json']);
});

test('a process that is killed loses nothing it acknowledged, and does not lock out the next', async () => {
  const folder = temporaryFolder();
  const run = new CrashRun(join(folder, 'movies.json'));
  for (let crash = 0; crash < 10; crash++) {
    await run.crash();
    expect(await run.lost()).toEqual([]);
  }
  expect(run.acknowledged).toBeGreaterThan(0);
  await (await openStore(join(folder, 'movies.json'))).store.close();
  expect(readdirSync(folder)).not.toContain('.movies.json.lock');
  expect(readdirSync(folder)).not.toContain('.movies.json.tmp');
}, 30_000);

const testOnSmallDisk = canMountSmallDisk() ? test : test.skip;

testOnSmallDisk('a full disk refuses what does not fit, and takes writes again once there is room', async () => {
  const folder = temporaryFolder();
  mountSmallDisk(folder);
  try {
    await fillAndMakeRoom(folder);
  } finally {
    await closeStores();
    unmount(folder);
  }
});

async function fillAndMakeRoom(folder: string): Promise<void> {
  const path = newDatabase(folder);
  const { store, commits } = await openStore(path, { log: new RecordedLog() });
  const filler = join(folder, 'filler');
  const { bfree, bsize } = statfsSync(folder);
  writeFileSync(filler, Buffer.alloc(bfree * bsize));
  const text = readFileSync(path, 'utf8');
  const refusal = { reason: 'NO_SPACE', message: expect.stringContaining('the disk is full') };
  await expect(store.commit([createB])).rejects.toMatchObject(refusal);
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(readdirSync(folder).sort()).toEqual(['.movies.json.lock', 'filler', 'movies.json']);
  writeFileSync(filler, '');
  await store.commit([createB]);
  expect(commits.events).toEqual([{ revision: 1, changes: [createB] }]);
}

function canMountSmallDisk(): boolean {
  const folder = temporaryFolder();
  const mounted = isRoot && mountSmallDisk(folder);
  if (mounted) unmount(folder);
  else console.warn('A full disk is not tested: only root can mount a small one.');
  return mounted;
}

function mountSmallDisk(folder: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
}

function unmount(folder: string): void {
  spawnSync('umount', [folder]);
}
