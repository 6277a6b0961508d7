import { chmodSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { RecordedLog, TemporaryFolder } from 'test-kit';
import { crashedLocks } from '../testing/crashed-locks.js';
import { JsonDatabase, textOf } from '../testing/json-database.js';
import { MountedFile, noMounts, SmallDisk, testWithMounts } from '../testing/mounts.js';
import { OpenedStore } from '../testing/opened-store.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { StoreProcess } from '../testing/store-process.js';
import { openJsonFile } from './json-file.js';

const A = sampleMovie('a');
const B = sampleMovie('b');
const C = sampleMovie('c');
const GOES_ON = /Reads go on; writes are refused, and taken again as soon as they can be, without a restart\.$/;

/** A link to a database, which can be pointed elsewhere at once. */
class Link extends TemporaryFolder {
  readonly #link: string;
  readonly database: string;

  /**
   * @param target the database, or its folder
   * @param rest the path of the database below the link; empty if the link is one to the database itself
   */
  constructor(target: string, rest = '') {
    super();
    this.#link = this.file('link');
    this.database = join(this.#link, rest);
    this.point(target);
  }

  point(target: string): void {
    symlinkSync(target, `${this.#link}.new`);
    renameSync(`${this.#link}.new`, this.#link);
  }
}

describe('a link that is pointed to another file', () => {
  const links: [string, (database: JsonDatabase) => string, string][] = [
    ['itself', ({ path }) => path, ''],
    ['as a folder on the path', ({ folder }) => folder, 'movies.json'],
  ];
  test.each(links)('%s is followed, for reads and writes', async (_, targetOf, rest) => {
    using first = new JsonDatabase([A]);
    using second = new JsonDatabase([{ ...A, title: 'New' }, B]);
    using link = new Link(targetOf(first), rest);
    await using store = await OpenedStore.open(openJsonFile(link.database));
    const { text } = first;
    link.point(targetOf(second));
    const { changes } = await store.commits.first(() => true);
    expect(changes).toEqual([
      { id: 'a', before: A, after: { ...A, title: 'New' } },
      { id: 'b', before: undefined, after: B },
    ]);
    await store.put(C);
    expect(first.text).toBe(text);
    expect(second.text).toContain('"c"');
    // The lock has moved, too.
    expect(first.files).toEqual(['movies.json']);
    await expect(second.open()).rejects.toMatchObject({ reason: 'LOCKED' });
  });

  test('right before a write is followed by it', async () => {
    using first = new JsonDatabase([A]);
    using second = new JsonDatabase([B]);
    using link = new Link(first.path);
    await using store = await OpenedStore.open(openJsonFile(link.database));
    let decisions = 0;
    await store.write(() => {
      if (decisions++ === 0) link.point(second.path);
      return { changes: [{ id: 'c', after: C }], result: undefined };
    });
    expect(first.text).toBe(textOf([A]));
    expect([...store.movies.values()]).toEqual([B, C]);
  });

  test('which another store has, changes nothing and refuses writes until it can be had', async () => {
    using first = new JsonDatabase([A]);
    using second = new JsonDatabase([B]);
    using link = new Link(first.path);
    const log = new RecordedLog();
    await using store = await OpenedStore.open(openJsonFile(link.database, { log: log.logger }));
    const other = await second.open();
    link.point(second.path);
    await log.line('in use by process');
    await expect(store.put(C)).rejects.toMatchObject({ reason: 'LOCKED' });
    expect([...store.movies.values()]).toEqual([A]);
    expect(log.lines.events).toHaveLength(1);
    await other.put(B, C);
    await other.close();
    await log.line('can be read again');
    await store.remove('b');
    expect([...store.movies.values()]).toEqual([C]);
    expect(first.text).toBe(textOf([A]));
  });

  test('which is broken, changes nothing and refuses writes until it is pointed back', async () => {
    using first = new JsonDatabase([A]);
    using second = new JsonDatabase('{');
    using link = new Link(first.path);
    await using store = await OpenedStore.open(openJsonFile(link.database));
    link.point(second.path);
    await expect(store.put(B)).rejects.toMatchObject({ reason: 'BROKEN_EDIT' });
    link.point(join(second.folder, 'missing.json'));
    const missing = { reason: 'BROKEN_EDIT', message: expect.stringContaining('there is no such file') };
    await expect(store.put(B)).rejects.toMatchObject(missing);
    link.point(first.path);
    await store.put(B);
    expect([...store.movies.values()]).toEqual([A, B]);
    expect(second.text).toBe('{');
  });
});

describe('a file that can not be written when it is opened', () => {
  testWithMounts(`as the disk is full: is read, and written once there is room${noMounts}`, async () => {
    using database = new JsonDatabase([A]);
    using disk = new SmallDisk(database.folder);
    database.text = textOf([A]);
    const filler = disk.fill();
    const log = new RecordedLog();
    await using store = await database.open({ log: log.logger });
    expect(store.loaded).toEqual([A]);
    expect((await log.line('the disk is full')).msg).toMatch(GOES_ON);
    await expect(store.put(B)).rejects.toMatchObject({ reason: 'NO_SPACE' });
    expect(log.lines.events).toHaveLength(1);
    writeFileSync(filler, '');
    await log.line('can be written now');
    await store.put(B);
    expect(database.text).toContain('"b"');
  });

  testWithMounts(
    `as only the lock of a killed server fits on its disk: is read, with a warning${noMounts}`,
    async () => {
      using database = new JsonDatabase([]);
      using disk = new SmallDisk(database.folder);
      database.text = textOf([A]);
      await crashedLocks(database.path);
      const filler = disk.fill();
      const log = new RecordedLog();
      await using store = await database.open({ log: log.logger });
      expect(store.loaded).toEqual([A]);
      expect(log.lines.events.map(({ msg }) => msg)).toEqual([expect.stringContaining('has no room for another')]);
      await expect(store.put(B)).rejects.toMatchObject({ reason: 'NO_SPACE' });
      writeFileSync(filler, '');
      await store.put(B);
    },
  );

  testWithMounts(
    `as another user's server was killed: is read, and the lock to remove is named${noMounts}`,
    async () => {
      using database = new JsonDatabase([A]);
      // All may write in it, but remove only what is theirs.
      chmodSync(database.folder, 0o1777);
      chmodSync(database.path, 0o666);
      await crashedLocks(database.path);
      await using other = new StoreProcess(database.path, { uid: 65_534 });
      const message = expect.stringMatching(/left its lock .*\.movies\.json\.lock, which this user may not remove/);
      expect(await other.outcome()).toMatchObject({ loaded: 1, reason: 'READ_ONLY', message });
      await other.end();
    },
  );

  testWithMounts(`as its file system is read-only: is locked and written once it isn't${noMounts}`, async () => {
    using database = new JsonDatabase([A]);
    using disk = new SmallDisk(database.folder);
    database.text = textOf([A]);
    disk.remount('ro');
    const log = new RecordedLog();
    await using store = await database.open({ log: log.logger });
    await using second = await database.open();
    await expect(store.put(B)).rejects.toMatchObject({ reason: 'READ_ONLY' });
    expect(log.lines.events.map(({ msg }) => msg)).toEqual([expect.stringMatching(GOES_ON)]);
    disk.remount('rw');
    const writes = await Promise.allSettled([store.put(B), second.put(B)]);
    expect(writes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(writes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { reason: 'LOCKED' } });
    // The one without the lock goes on reading.
    await Promise.all([store, second].map((each) => each.commits.first(() => true)));
  });

  testWithMounts(`as it is mounted as a single file: is read, with a warning that says so${noMounts}`, async () => {
    using database = new JsonDatabase([]);
    using original = new JsonDatabase([A]);
    using _mount = new MountedFile(original.path, database.path);
    const log = new RecordedLog();
    await using store = await database.open({ log: log.logger });
    expect(store.loaded).toEqual([A]);
    const message = expect.stringContaining('it is mounted as a single file');
    await expect(store.put(B)).rejects.toMatchObject({ reason: 'READ_ONLY', message });
    expect(log.lines.events.map(({ msg }) => msg)).toEqual([
      expect.stringContaining('Mount the folder that it is in.'),
    ]);
    expect(database.files).toEqual(['movies.json']);
  });
});

testWithMounts(`a file that something is mounted on later refuses writes until it is gone${noMounts}`, async () => {
  using database = new JsonDatabase([A]);
  using original = new JsonDatabase([A]);
  await using store = await database.open();
  {
    using _mount = new MountedFile(original.path, database.path);
    const message = expect.stringContaining('Mount the folder that it is in.');
    await expect(store.put(B)).rejects.toMatchObject({ reason: 'READ_ONLY', message });
    expect(original.text).toBe(textOf([A]));
  }
  await store.put(B);
  expect(database.text).toContain('"b"');
});
