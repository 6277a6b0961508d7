import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import { run, TemporaryFolder } from 'test-kit';
import { CatalogProcess } from './testing/catalog-process.js';
import { repository } from './testing/repository.js';

// The examples of both READMEs ask for it.
const EXAMPLE_ID = 'a8034f44-aee4-44cf-b32c-74cf452aaaae';

const COMPILER_OPTIONS = {
  ...{ target: 'es2023', lib: ['es2023', 'esnext.disposable'], module: 'nodenext', types: ['node'] },
  ...{ strict: true, noPropertyAccessFromIndexSignature: true, outDir: 'dist' },
};

test.each([
  ['docs/client.md', '8.4 Up\n8.2 The Martian\nNOT_FOUND MOVIE_NOT_FOUND\n'],
  ['README.md', 'The Martian\nThe Martian\n'],
  ['packages/movie-client/README.md', 'The Martian\n'],
])('the example of %s compiles and runs in a package of its own', async (page, stdout) => {
  using folder = new TemporaryFolder();
  await using server = await CatalogProcess.start([
    { id: EXAMPLE_ID, title: 'The Martian', rating: 8.2, director: '' },
  ]);
  const [, example = ''] = /```ts\n(.*?)```/s.exec(read(page)) ?? [];
  folder.write('example.ts', example.replace("address: 'localhost:3001'", `address: '${server.address}'`));
  writePackage(folder);
  expect(await run(process.execPath, [compiler(), '-p', folder.path])).toEqual({ code: 0, stdout: '', stderr: '' });

  const env = { MOVIE_ADDRESS: server.address };
  expect(await run(process.execPath, [folder.file('dist/example.js')], { env })).toEqual({
    code: 0,
    stdout,
    stderr: '',
  });
});

/** Makes the folder a package that depends on movie-client, as one outside of this repository does. */
function writePackage(folder: TemporaryFolder): void {
  mkdirSync(folder.file('node_modules/@types'), { recursive: true });
  symlinkSync(join(repository, 'packages/movie-client'), folder.file('node_modules/movie-client'), 'junction');
  symlinkSync(join(repository, 'node_modules/@types/node'), folder.file('node_modules/@types/node'), 'junction');
  folder.write('package.json', '{"type": "module"}');
  folder.write('tsconfig.json', JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ['example.ts'] }));
}

function compiler(): string {
  const { resolve } = createRequire(import.meta.url);
  return join(dirname(resolve('typescript/package.json')), 'bin/tsc');
}

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
