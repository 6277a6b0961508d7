import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import { CatalogServer } from './testing/catalog-server.js';
import { ExamplePackage } from './testing/example-package.js';
import { repository } from './testing/repository.js';

// The examples of both READMEs ask for it.
const EXAMPLE_ID = 'a8034f44-aee4-44cf-b32c-74cf452aaaae';

/** What the example of each page prints. The last one writes. */
const PRINTED = {
  'README.md': 'The Martian\nThe Martian\n',
  'packages/movie-client/README.md': 'The Martian\n',
  'docs/client.md': '8.4 Up\n8.2 The Martian\nNOT_FOUND MOVIE_NOT_FOUND\n',
};

test('the examples of the pages compile and run in a package of their own', async () => {
  await using server = await CatalogServer.start([{ id: EXAMPLE_ID, title: 'The Martian', rating: 8.2, director: '' }]);
  const examples = Object.entries(PRINTED).map(([page, stdout], index) => {
    const [, example = ''] = /```ts\n(.*?)```/s.exec(read(page)) ?? [];
    const program = example.replace("address: 'localhost:3001'", `address: '${server.address}'`);
    return { page, name: `example-${index}`, program, stdout };
  });
  using folder = new ExamplePackage(
    Object.fromEntries(examples.map(({ name, program }) => [name, program])),
    { 'movie-client': 'packages/movie-client' },
    ['esnext.disposable'],
  );
  expect(await folder.compile()).toEqual({ code: 0, stdout: '', stderr: '' });
  for (const { page, name, stdout } of examples) {
    const ending = await folder.run(name, { MOVIE_ADDRESS: server.address });
    expect({ page, ...ending }).toEqual({ page, code: 0, stdout, stderr: '' });
  }
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
