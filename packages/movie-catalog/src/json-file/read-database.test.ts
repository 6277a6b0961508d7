import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { TemporaryFolder } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { StoreProcess } from '../testing/store-process.js';
import { openJsonFile } from './json-file.js';

const isRoot = process.getuid?.() === 0;

describe('opening a file that can not be read', () => {
  const contents: [string, string | Buffer | undefined, string][] = [
    ['missing', undefined, "can't be read: there is no such file. Name another, or create it"],
    ['empty', '', "can't be used: it is empty"],
    ['not JSON', '{\n"movies": [}', "can't be used: it is not JSON: line 2 column 12 has"],
    ['not UTF-8', Buffer.from('{"movies":\n [{"id": "\xe9"}]}', 'latin1'), 'it is not UTF-8: line 2 column 11 has'],
    ['UTF-16', Buffer.from('\ufeff{"movies": []}', 'utf16le'), 'it is not UTF-8: line 1 column 1 has'],
    [
      'no catalog',
      '{"movies": [{"id": "a", "title": ""}]}',
      "can't be used: movies[0].title is required. Fix the file.",
    ],
  ];
  test.each(contents)('%s: the error names the file and says what is wrong', async (_, content, message) => {
    using folder = new TemporaryFolder();
    const path = content === undefined ? folder.file('movies.json') : folder.write('movies.json', content);
    const error = await OpenedStore.open(openJsonFile(path)).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: 'StoreError',
      reason: 'UNREADABLE',
      message: expect.stringContaining(message),
    });
    expect(error).toMatchObject({ message: expect.stringContaining(`The database ${path} `) });
  });

  test('a folder', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('movies.json');
    mkdirSync(path);
    const message = expect.stringContaining("can't be read: it is a folder. Name the file in it.");
    await expect(OpenedStore.open(openJsonFile(path))).rejects.toMatchObject({ reason: 'UNREADABLE', message });
  });

  const notFiles: [string, (path: string) => string][] = [
    ['a named pipe', (path) => path],
    ['a device', () => '/dev/zero'],
  ];
  test.each(notFiles)('%s, at once', async (what, pathOf) => {
    using folder = new TemporaryFolder();
    const pipe = folder.file('movies.json');
    spawnSync('mkfifo', [pipe]);
    const message = expect.stringContaining(`can't be read: it is ${what}, not a file. Name a file.`);
    const options = { readOnly: true };
    const opening = OpenedStore.open(openJsonFile(pathOf(pipe), options));
    await expect(opening).rejects.toMatchObject({ reason: 'UNREADABLE', message });
  });

  test('a file whose name leaves no room for the files beside it', async () => {
    using folder = new TemporaryFolder();
    const path = folder.write('x'.repeat(250), '{"movies": []}');
    const message = expect.stringContaining('its name is too long for the files that go beside it. Give it a shorter');
    await expect(OpenedStore.open(openJsonFile(path))).rejects.toMatchObject({ message });
    await using reader = await OpenedStore.open(openJsonFile(path, { readOnly: true }));
    expect(reader.loaded).toEqual([]);
  });

  test('a file of another user', async () => {
    using folder = new TemporaryFolder();
    const path = folder.write('movies.json', '{"movies": []}');
    chmodSync(path, 0o000);
    // Root may read everything, so another user has to try, who can't enter the folder either.
    await using other = new StoreProcess(path, isRoot ? { uid: 65_534 } : {});
    const message = expect.stringContaining('this user may not read it');
    expect(await other.outcome()).toMatchObject({ loaded: -1, reason: 'UNREADABLE', message });
    await other.end();
  });
});
