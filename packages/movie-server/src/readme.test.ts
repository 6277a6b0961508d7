import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { run } from 'test-kit';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

test('the example of the README starts a server and ends it', async () => {
  const [, example = ''] = /```js\n(.*?)```/s.exec(readFileSync(`${PACKAGE}README.md`, 'utf8')) ?? [];
  const { code, stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', example], {
    cwd: PACKAGE,
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Listening on port \d+\.\n$/);
});
