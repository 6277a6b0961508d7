import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CrashRun } from '../testing/crash-run.js';
import { JsonDatabase } from '../testing/json-database.js';
import { noMounts, SmallDisk, testWithMounts } from '../testing/mounts.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { StoreProcess } from '../testing/store-process.js';

const isRoot = process.getuid?.() === 0;
/** Permissions hold back all users but root, for whom another has to try. */
const OTHER_USER = isRoot ? { uid: 65_534 } : {};
const A = sampleMovie('a');
const B = sampleMovie('b');
const createdB = { id: 'b', before: undefined, after: B };

/** A database that belongs, with its folder, to the user that `OTHER_USER` names. */
function databaseOfOtherUser(): JsonDatabase {
  const database = new JsonDatabase([A]);
  const { uid } = OTHER_USER;
  if (uid !== undefined) for (const each of [database.path, database.folder]) chownSync(each, uid, uid);
  return database;
}

describe('a file that must not be written', () => {
  test('is not, even by root, and is as soon as it may be', async () => {
    using database = new JsonDatabase([A]);
    const { text } = database;
    chmodSync(database.path, 0o444);
    await using store = await database.open();
    const refusal = { reason: 'READ_ONLY', message: expect.stringContaining(database.path) };
    await expect(store.put(B)).rejects.toMatchObject(refusal);
    expect(database.text).toBe(text);
    expect(store.commits.events).toEqual([]);
    chmodSync(database.path, 0o644);
    await store.put(B);
    expect(store.commits.events).toEqual([{ revision: 1, time: expect.any(Number), changes: [createdB] }]);
  });

  test('because its folder is not writable, can be read all the same', async () => {
    using database = databaseOfOtherUser();
    chmodSync(database.folder, 0o555);
    await using other = new StoreProcess(database.path, OTHER_USER);
    const message = expect.stringContaining(database.path);
    expect(await other.outcome()).toMatchObject({ loaded: 1, reason: 'READ_ONLY', message });
    await other.end();
    expect(database.files).toEqual(['movies.json']);
    chmodSync(database.folder, 0o755);
  });

  test("because it is another user's, is not", async () => {
    using database = databaseOfOtherUser();
    chmodSync(database.path, 0o444);
    await using other = new StoreProcess(database.path, OTHER_USER);
    expect(await other.outcome()).toMatchObject({ loaded: 1, reason: 'READ_ONLY' });
    await other.end();
    expect(database.files).toEqual(['movies.json']);
  });
});

test('a file that its group may write, and its owner may not, is written by the group', async () => {
  using database = databaseOfOtherUser();
  const { uid } = OTHER_USER;
  if (uid !== undefined) {
    chownSync(database.path, 0, uid);
    chmodSync(database.path, 0o464);
  }
  await using other = new StoreProcess(database.path, OTHER_USER);
  expect(await other.outcome()).toEqual({ pid: expect.any(Number), loaded: 1 });
  await other.end();
});

test('a write that fails midway changes nothing and leaves nothing behind', async () => {
  using database = new JsonDatabase([A]);
  const { text } = database;
  // The new content is over the limit of 8 blocks of 512 or 1024 bytes.
  await using other = new StoreProcess(database.path, { prefix: 'ulimit -f 8' });
  const message = expect.stringContaining('EFBIG');
  expect(await other.outcome()).toMatchObject({ loaded: 1, reason: 'WRITE_FAILED', message });
  await other.end();
  expect(database.text).toBe(text);
  expect(database.files).toEqual(['movies.json']);
});

test('a process that is killed loses nothing it acknowledged, and does not lock out the next', async () => {
  using database = new JsonDatabase([]);
  const run = new CrashRun(database.path);
  for (let crash = 0; crash < 4; crash++) {
    await run.crash();
    expect(await run.lost()).toEqual([]);
  }
  expect(run.acknowledged).toBeGreaterThan(0);
  await database.moviesAfterReopening();
  expect(database.files).toEqual(['movies.json']);
}, 30_000);

testWithMounts(
  `a full disk refuses what does not fit, and takes writes again once there is room${noMounts}`,
  async () => {
    using database = new JsonDatabase([A]);
    using disk = new SmallDisk(database.folder);
    database.text = '{"movies": []}';
    await using store = await database.open();
    const filler = disk.fill();
    const { text } = database;
    const refusal = { reason: 'NO_SPACE', message: expect.stringContaining('the disk is full') };
    await expect(store.put(B)).rejects.toMatchObject(refusal);
    expect(database.text).toBe(text);
    expect(database.files).toEqual(['.movies.json.lock', 'filler', 'movies.json']);
    writeFileSync(filler, '');
    await store.put(B);
    expect(store.commits.events).toEqual([{ revision: 1, time: expect.any(Number), changes: [createdB] }]);
  },
);

testWithMounts(`an import that does not fit takes no other write with it${noMounts}`, async () => {
  using database = new JsonDatabase([A]);
  using _disk = new SmallDisk(database.folder);
  database.text = '{"movies": []}';
  await using store = await database.open();
  const movies = Array.from({ length: 100 }, (_, index) => sampleMovie(`m${index}`, { title: 'x'.repeat(1_000) }));
  const changes = movies.map((movie) => ({ id: movie.id, after: movie }));
  const [before, large, after] = await Promise.allSettled([
    store.put(A),
    store.write(() => ({ changes, result: undefined })),
    store.put(B),
  ]);
  expect(large).toMatchObject({ status: 'rejected', reason: { reason: 'NO_SPACE' } });
  expect([before.status, after.status]).toEqual(['fulfilled', 'fulfilled']);
  expect([...store.movies.values()]).toEqual([A, B]);
});
