import { lstatSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { chmod, chown } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { RunningProcess, TemporaryFolder } from 'test-kit';
import { JsonDatabase } from '../testing/json-database.js';
import { OpenedStore } from '../testing/opened-store.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { describeStoreContract } from '../testing/store-contract.js';
import { StoreProcess } from '../testing/store-process.js';
import { openJsonFile } from './json-file.js';

const A = sampleMovie('a');
const B = sampleMovie('b');
const C = sampleMovie('c');

describeStoreContract('A JSON file', async (movies) => {
  const database = new JsonDatabase(movies);
  return {
    newStore: () => openJsonFile(database.path),
    [Symbol.asyncDispose]: async () => database[Symbol.dispose](),
  };
});

describe('the file', () => {
  test('keeps all that a write does not change, byte for byte', async () => {
    const text =
      '\ufeff{ "version": 12345678901234567890,\r\n\t"movies": [\r\n\t\t{"rating": 7.40, "x": [1e2, {"]": "}"}], "id":"a", "title":"T"} ,\r\n\t\t{"id": "\\u0062", "title": "U", "rating": 1}\r\n\t],\r\n"notes" :\t"é"}';
    using database = new JsonDatabase(text);
    await using store = await database.open();
    const [a] = store.loaded;
    await store.put({ ...A, ...a, title: 'New' });
    expect(database.text).toBe(text.replace('"T"', '"New"'));
    await store.remove('b');
    expect(database.text).toBe(text.replace('"T"', '"New"').replace(/ ,\r\n\t\t\{"id": "\\u0062".*\}/, ''));
  });

  test('keeps its permissions and owner', async () => {
    using database = new JsonDatabase([A]);
    await chmod(database.path, 0o640);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chown(database.path, 12_345, 23_456);
    const before = statSync(database.path);
    await using store = await database.open();
    await store.put(B);
    const { mode, uid, gid, ino } = statSync(database.path);
    expect({ mode, uid, gid }).toEqual({ mode: before.mode, uid: before.uid, gid: before.gid });
    expect(ino).not.toBe(before.ino);
  });

  test('is replaced where a symbolic link points, and the link stays', async () => {
    using database = new JsonDatabase([A]);
    using elsewhere = new TemporaryFolder();
    const link = elsewhere.file('link.json');
    symlinkSync(database.path, link);
    await using store = await OpenedStore.open(openJsonFile(link));
    await store.put(B);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(database.text).toContain('"b"');
  });

  test('is alone in its folder once the store is closed', async () => {
    using database = new JsonDatabase([A]);
    await using store = await database.open();
    await store.put(B);
    await store.close();
    expect(database.files).toEqual(['movies.json']);
  });

  test('takes writes again after its lock was removed by hand', async () => {
    using database = new JsonDatabase([A]);
    await using store = await database.open();
    rmSync(join(database.folder, '.movies.json.lock'), { recursive: true });
    await store.put(B);
    expect(database.files).toEqual(['.movies.json.lock', 'movies.json']);
    await expect(database.open()).rejects.toMatchObject({ reason: 'LOCKED' });
  });

  test('is not written once its lock was removed and another process took it', async () => {
    using database = new JsonDatabase([A]);
    await using store = await database.open();
    rmSync(join(database.folder, '.movies.json.lock'), { recursive: true });
    await using other = await database.open();
    await expect(store.put(B)).rejects.toMatchObject({ reason: 'LOCKED' });
    await other.put(C);
    expect(database.text).not.toContain('"b"');
    await other.close();
    await store.put(B);
    expect([...store.movies.keys()]).toEqual(['a', 'c', 'b']);
  });

  test('is not kept locked if it can not be opened', async () => {
    using database = new JsonDatabase('{');
    await expect(database.open()).rejects.toMatchObject({ reason: 'UNREADABLE' });
    expect(database.files).toEqual(['movies.json']);
  });
});

test('a store that was closed is not opened', async () => {
  using database = new JsonDatabase([A]);
  const store = openJsonFile(database.path);
  await store.close();
  await expect(OpenedStore.open(store)).rejects.toMatchObject({ message: expect.stringContaining('not open') });
});

test('an open store keeps no process alive', async () => {
  using database = new JsonDatabase([A]);
  const module = new URL('../index.js', import.meta.url);
  const code = `
    const { MovieCatalog, openJsonFile } = await import(${JSON.stringify(module)});
    await MovieCatalog.open(openJsonFile(${JSON.stringify(database.path)}));`;
  await using program = new RunningProcess(process.execPath, ['--input-type=module', '--eval', code]);
  expect(await program.ended).toEqual({ code: 0, stdout: '', stderr: '' });
});

describe('a file that is in use', () => {
  test('is refused to the same process, also through a link', async () => {
    using database = new JsonDatabase([A]);
    using elsewhere = new TemporaryFolder();
    const link = elsewhere.file('link.json');
    symlinkSync(database.path, link);
    await using _store = await database.open();
    const refusal = { reason: 'LOCKED', message: expect.stringContaining(`process ${process.pid} `) };
    await expect(database.open()).rejects.toMatchObject(refusal);
    await expect(OpenedStore.open(openJsonFile(link))).rejects.toMatchObject(refusal);
  });

  test('is refused to another process until it is closed', async () => {
    using database = new JsonDatabase([A]);
    await using other = new StoreProcess(database.path);
    const { pid } = await other.outcome();
    const message = expect.stringMatching(new RegExp(`in use by process ${pid} on .+ since \\d{4}-`));
    await expect(database.open()).rejects.toMatchObject({ reason: 'LOCKED', message });
    await other.end();
    expect(await database.moviesAfterReopening()).toHaveLength(2);
  });

  test('can be opened for reading only', async () => {
    using database = new JsonDatabase([A]);
    await using writer = await database.open();
    await using reader = await database.open({ readOnly: true });
    await expect(reader.put(B)).rejects.toMatchObject({ reason: 'READ_ONLY' });
    await writer.put(B);
    const changes = [{ id: 'b', before: undefined, after: B }];
    expect(await reader.commits.first(() => true)).toEqual({ revision: 1, time: expect.any(Number), changes });
  });
});
