import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import { CatalogProcess } from './testing/catalog-process.js';
import { ExamplePackage } from './testing/example-package.js';
import { repository } from './testing/repository.js';

// The examples of both READMEs ask for it.
const EXAMPLE_ID = 'a8034f44-aee4-44cf-b32c-74cf452aaaae';

test.each([
  ['docs/client.md', '8.4 Up\n8.2 The Martian\nNOT_FOUND MOVIE_NOT_FOUND\n'],
  ['README.md', 'The Martian\nThe Martian\n'],
  ['packages/movie-client/README.md', 'The Martian\n'],
])('the example of %s compiles and runs in a package of its own', async (page, stdout) => {
  await using server = await CatalogProcess.start([
    { id: EXAMPLE_ID, title: 'The Martian', rating: 8.2, director: '' },
  ]);
  const [, example = ''] = /```ts\n(.*?)```/s.exec(read(page)) ?? [];
  using folder = new ExamplePackage(
    example.replace("address: 'localhost:3001'", `address: '${server.address}'`),
    { 'movie-client': 'packages/movie-client' },
    ['esnext.disposable'],
  );
  expect(await folder.compile()).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(await folder.run({ MOVIE_ADDRESS: server.address })).toEqual({ code: 0, stdout, stderr: '' });
});

function read(page: string): string {
  return readFileSync(join(repository, page), 'utf8');
}

test('docs/client.md names every command, option, variable and exit code that --help does', async () => {
  const { stdout } = await runInProcess(['--help'], { address: 'localhost:1' });
  const [, options = ''] = /\nOptions:\n(.*?)\n\n/s.exec(stdout) ?? [];
  const [, commands = ''] = /\nCommands:\n(.*?)\n\n/s.exec(stdout) ?? [];
  const [, exitCodes = ''] = /\nExit codes:\n(.*)/s.exec(stdout) ?? [];
  const names = [
    ...[...options.matchAll(/--[a-z-]+|MOVIE_[A-Z_]+/g)].map(([name]) => name),
    ...[...commands.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => `\`${name}`),
    ...exitCodes
      .trim()
      .split('\n')
      .map((line) => line.trim()),
  ].filter((name) => !['--help', '--version', '`help'].includes(name));
  expect(names.length).toBeGreaterThan(30);
  const page = read('docs/client.md');
  expect(names.filter((name) => !page.includes(name))).toEqual([]);
});
