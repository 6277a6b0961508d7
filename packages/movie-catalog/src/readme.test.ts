import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { run, TemporaryFolder } from 'test-kit';
import { readDatabase } from './json-file/read-database.js';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

test('the examples of the README print what it says, and the movie is in the file', async () => {
  using folder = new TemporaryFolder();
  const path = folder.write('movies.json', '{"movies": []}');
  const blocks = readFileSync(`${PACKAGE}README.md`, 'utf8').matchAll(/```js\n(.*?)```/gs);
  const [first = '', undo = ''] = Array.from(blocks, ([, block = '']) => block);
  const close = 'await catalog.close();';
  const code = first.replace("'movies.json'", JSON.stringify(path)).replace(close, () => undo + close);
  const args = ['--input-type=module', '--eval', code];
  expect(await run(process.execPath, args, { cwd: PACKAGE })).toEqual({
    code: 0,
    stdout: 'true 1 Up\n[] Up\n',
    stderr: '',
  });
  expect((await readDatabase(path)).get('up')?.title).toBe('Up');
});
