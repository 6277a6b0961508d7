import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { run, TemporaryFolder } from 'test-kit';
import { readDatabase } from './json-file/read-database.js';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

test('the example of the README prints what it says, and its movie is in the file', async () => {
  using folder = new TemporaryFolder();
  const path = folder.write('movies.json', '{"movies": []}');
  const [, example = ''] = /```js\n(.*?)```/s.exec(readFileSync(`${PACKAGE}README.md`, 'utf8')) ?? [];
  const code = example.replace("'movies.json'", JSON.stringify(path));
  const args = ['--input-type=module', '--eval', code];
  expect(await run(process.execPath, args, { cwd: PACKAGE })).toEqual({ code: 0, stdout: 'true 1 Up\n', stderr: '' });
  expect((await readDatabase(path)).get('up')?.title).toBe('Up');
});
