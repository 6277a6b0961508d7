import { expect, test } from '@jest/globals';
import { RepositoryCopy } from './testing/repository-copy.js';

const PACKAGE = 'packages/movie-proto';

test('a test whose source was deleted no longer runs, although what was built from it is there', async () => {
  using copy = await RepositoryCopy.make();
  for (const kind of ['test', 'long-test']) {
    await copy.write(`${PACKAGE}/src/there.${kind}.ts`, 'export {};\n');
    await copy.write(`${PACKAGE}/dist/deleted.${kind}.js`, 'export {};\n');
  }
  for (const [script, file] of [
    ['test', 'there.test.js'],
    ['test:long', 'there.long-test.js'],
  ] as const) {
    const { code, output } = await copy.pnpm(script, '--listTests', PACKAGE);
    expect([code, output.match(/[\w.-]+test\.js$/gm)]).toEqual([0, [file]]);
  }
});
