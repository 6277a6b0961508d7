import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openJsonFile } from './json-file.js';
import { StoreProcess } from './testing/store-process.js';
import { removeTemporaryFolders, temporaryFolder } from './testing/temporary-folder.js';

const isRoot = process.getuid?.() === 0;

afterEach(removeTemporaryFolders);

describe('loading a file that can not be read', () => {
  const contents: [string, string | Buffer | undefined, string][] = [
    ['missing', undefined, "can't be read: there is no such file. Name another, or make it"],
    ['empty', '', "can't be used: it is empty"],
    ['not JSON', '{\n"movies": [}', "can't be used: it is not JSON: line 2 column 12 has"],
    ['not UTF-8', Buffer.from('{"movies":\n [{"id": "\xe9"}]}', 'latin1'), 'it is not UTF-8: line 2 column 11 has'],
    ['UTF-16', Buffer.from('\ufeff{"movies": []}', 'utf16le'), 'it is not UTF-8: line 1 column 1 has'],
    [
      'no catalog',
      '{"movies": [{"id": "a", "title": ""}]}',
      "can't be used: movies[0].title is required. Mend the file.",
    ],
  ];
  test.each(contents)('%s: the error names the file and says what is wrong', async (_, content, message) => {
    const path = join(temporaryFolder(), 'movies.json');
    if (content !== undefined) writeFileSync(path, content);
    const error = await openJsonFile(path)
      .load(() => undefined)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: 'StoreError',
      reason: 'UNREADABLE',
      message: expect.stringContaining(message),
    });
    expect(error).toMatchObject({ message: expect.stringContaining(`The database ${path} `) });
  });

  test('a folder', async () => {
    const path = join(temporaryFolder(), 'movies.json');
    mkdirSync(path);
    const message = expect.stringContaining("can't be read: it is a folder. Name the file in it.");
    await expect(openJsonFile(path).load(() => undefined)).rejects.toMatchObject({ reason: 'UNREADABLE', message });
  });

  test('a file of another user', async () => {
    const path = join(temporaryFolder(), 'movies.json');
    writeFileSync(path, '{"movies": []}', { mode: 0o000 });
    // Root may read everything, so another user has to try; for him, the folder is closed too.
    const other = new StoreProcess(path, isRoot ? { uid: 65_534, gid: 65_534 } : {});
    const message = expect.stringContaining('this user may not read it');
    expect(await other.outcome).toMatchObject({ loaded: -1, reason: 'UNREADABLE', message });
    await other.end();
  });
});
