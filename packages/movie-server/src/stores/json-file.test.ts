import { existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { chmod, chown } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openJsonFile } from './json-file.js';
import { describeStoreContract } from './store-contract.js';
import { closeStores, openStore } from './testing/opened-stores.js';
import { sampleMovie } from './testing/sample-movie.js';
import { StoreProcess } from './testing/store-process.js';
import { removeTemporaryFolders, temporaryFolder } from './testing/temporary-folder.js';

const A = sampleMovie('a');
const B = sampleMovie('b');

afterEach(closeStores);
afterEach(removeTemporaryFolders);

function databaseWith(text: string | readonly object[]): string {
  const path = join(temporaryFolder(), 'movies.json');
  writeFileSync(path, typeof text === 'string' ? text : JSON.stringify({ movies: text }, null, 2));
  return path;
}

describeStoreContract('A JSON file', async (movies) => {
  const path = databaseWith(movies);
  return () => openJsonFile(path);
});

describe('the file', () => {
  test('keeps all that a commit does not change, byte for byte', async () => {
    const text =
      '\ufeff{ "version": 12345678901234567890,\r\n\t"movies": [\r\n\t\t{"rating": 7.40, "x": [1e2, {"]": "}"}], "id":"a", "title":"T"} ,\r\n\t\t{"id": "\\u0062", "title": "U", "rating": 1}\r\n\t],\r\n"notes" :\t"é"}';
    const path = databaseWith(text);
    const { store, snapshot } = await openStore(path);
    const [a, b] = snapshot.movies;
    await store.commit([{ id: 'a', before: a, after: { ...sampleMovie('a'), ...a, title: 'New' } }]);
    expect(readFileSync(path, 'utf8')).toBe(text.replace('"T"', '"New"'));
    await store.commit([{ id: 'b', before: b, after: undefined }]);
    const withoutB = text.replace('"T"', '"New"').replace(/ ,\r\n\t\t\{"id": "\\u0062".*\}/, '');
    expect(readFileSync(path, 'utf8')).toBe(withoutB);
  });

  test('keeps its permissions and owner', async () => {
    const path = databaseWith([A]);
    await chmod(path, 0o640);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) await chown(path, 12_345, 23_456);
    const before = statSync(path);
    const { store } = await openStore(path);
    await store.commit([{ id: 'b', before: undefined, after: B }]);
    const { mode, uid, gid, ino } = statSync(path);
    expect({ mode, uid, gid }).toEqual({ mode: before.mode, uid: before.uid, gid: before.gid });
    expect(ino).not.toBe(before.ino);
  });

  test('is replaced where a symbolic link points, and the link stays', async () => {
    const path = databaseWith([A]);
    const link = join(temporaryFolder(), 'link.json');
    symlinkSync(path, link);
    const { store } = await openStore(link);
    await store.commit([{ id: 'b', before: undefined, after: B }]);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain('"b"');
  });

  test('is alone in its folder once the store is closed, also after a crash left something', async () => {
    const path = databaseWith([A]);
    const folder = join(path, '..');
    writeFileSync(join(folder, '.movies.json.tmp'), 'half a file');
    const { store } = await openStore(path);
    expect(existsSync(join(folder, '.movies.json.tmp'))).toBe(false);
    await store.commit([{ id: 'b', before: undefined, after: B }]);
    await store.close();
    expect(readdirSync(folder)).toEqual(['movies.json']);
  });

  test('that can not be loaded is not kept locked', async () => {
    const path = databaseWith('{');
    await expect(openJsonFile(path).load(() => undefined)).rejects.toMatchObject({ reason: 'UNREADABLE' });
    expect(readdirSync(join(path, '..'))).toEqual(['movies.json']);
  });
});

test('a store that was closed is not loaded', async () => {
  const store = openJsonFile(databaseWith([A]));
  await store.close();
  await expect(store.load(() => undefined)).rejects.toMatchObject({ message: expect.stringContaining('not open') });
});

describe('a file that is in use', () => {
  test('is refused to the same process, also by way of a link', async () => {
    const path = databaseWith([A]);
    const link = join(temporaryFolder(), 'link.json');
    symlinkSync(path, link);
    await openStore(path);
    const refusal = { reason: 'LOCKED', message: expect.stringContaining(`process ${process.pid} `) };
    await expect(openStore(path)).rejects.toMatchObject(refusal);
    await expect(openStore(link)).rejects.toMatchObject(refusal);
  });

  test('is refused to another process until it is closed', async () => {
    const path = databaseWith([A]);
    const other = new StoreProcess(path);
    const { pid } = await other.outcome;
    const message = expect.stringMatching(new RegExp(`in use by process ${pid} on .+ since \\d{4}-`));
    await expect(openStore(path)).rejects.toMatchObject({ reason: 'LOCKED', message });
    await other.end();
    expect((await openStore(path)).snapshot.movies).toHaveLength(2);
  });

  test('can be opened for reading only', async () => {
    const path = databaseWith([A]);
    const writer = await openStore(path);
    const reader = await openStore(path, { readOnly: true });
    const change = { id: 'b', before: undefined, after: B };
    await expect(reader.store.commit([change])).rejects.toMatchObject({ reason: 'READ_ONLY' });
    await writer.store.commit([change]);
    expect(await reader.commits.first(() => true)).toEqual({ revision: 1, changes: [change] });
  });
});
