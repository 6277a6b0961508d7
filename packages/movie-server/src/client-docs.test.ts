import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { Program, runMovie, startServer } from './testing/client-programs.js';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const PAGE = readFileSync(`${REPOSITORY}docs/client.md`, 'utf8');
const TIMEOUT_MS = 60_000;
// The README's example asks for it.
const EXAMPLE_ID = 'a8034f44-aee4-44cf-b32c-74cf452aaaae';

test.each([
  ['docs/client.md', '8.4 Up\n8.2 The Martian\nNOT_FOUND MOVIE_NOT_FOUND\n'],
  ['README.md', 'The Martian\n'],
])(
  'the example of %s compiles and runs in a package of its own',
  async (page, stdout) => {
    const folder = mkdtempSync(join(tmpdir(), 'movie-example-'));
    const modules = join(folder, 'node_modules');
    mkdirSync(join(modules, '@types'), { recursive: true });
    symlinkSync(`${REPOSITORY}packages/movie-client`, join(modules, 'movie-client'));
    symlinkSync(`${REPOSITORY}node_modules/@types/node`, join(modules, '@types/node'));
    await using server = await startServer([{ id: EXAMPLE_ID, title: 'The Martian', rating: 8.2, director: '' }]);
    const [, example = ''] = /```ts\n(.*?)```/s.exec(readFileSync(`${REPOSITORY}${page}`, 'utf8')) ?? [];
    writeFileSync(
      join(folder, 'example.ts'),
      example.replace("address: 'localhost:3001'", `address: '${server.address}'`),
    );
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    const compilerOptions = {
      ...{ target: 'es2023', lib: ['es2023', 'esnext.disposable'], module: 'nodenext', types: ['node'] },
      ...{ strict: true, noPropertyAccessFromIndexSignature: true, outDir: 'dist' },
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['example.ts'] }));
    execFileSync(process.execPath, [compiler(), '-p', folder], { stdio: 'pipe' });

    const program = new Program([join(folder, 'dist/example.js')], { env: { MOVIE_ADDRESS: server.address } });
    expect(await program.ended).toEqual({ code: 0, stdout, stderr: '' });
    rmSync(folder, { recursive: true });
  },
  TIMEOUT_MS,
);

function compiler(): string {
  const { resolve } = createRequire(import.meta.url);
  return join(dirname(resolve('typescript/package.json')), 'bin/tsc');
}

test(
  'docs/client.md names every command, option, variable and exit code that --help does',
  async () => {
    await using server = await startServer([]);
    const { stdout } = await runMovie(['--help'], server);
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
    expect(names.filter((name) => !PAGE.includes(name))).toEqual([]);
  },
  TIMEOUT_MS,
);
