import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { run, TemporaryFolder } from 'test-kit';
import { repository } from './testing/repository.js';

const SCRIPT = 'packages/dev-tools/src/build-and-run.js';
const INDEX = 'packages/movie-web/index.html';
const PAGE = 'packages/movie-web/dist/page/index.html';
/** The script, and the page with what it is made of. */
const COPIED = [
  'packages/dev-tools/src',
  INDEX,
  'packages/movie-web/package.json',
  'packages/movie-web/scripts',
  'packages/movie-web/src',
  'packages/movie-web/vite.config.js',
  'packages/grpc-proto/src/gen/google',
  'packages/movie-files/src',
  'packages/movie-proto/src/gen/web',
  'packages/movie-proto/src/web.ts',
  'pnpm-lock.yaml',
];
const BORROWED = ['node_modules', 'packages/movie-web/node_modules'];

let copy: TemporaryFolder;

beforeAll(() => {
  copy = new TemporaryFolder();
  for (const path of COPIED) cpSync(join(repository, path), copy.file(path), { recursive: true });
  for (const path of BORROWED) symlinkSync(join(repository, path), copy.file(path), 'junction');
  copy.write('package.json', '{"type": "module"}');
  copy.write('tsconfig.json', '{"compilerOptions": {"composite": true, "outDir": "dist"}, "files": ["program.ts"]}');
});

afterAll(() => copy[Symbol.dispose]());

test('a program starts with its arguments, as its sources are now', async () => {
  copy.write('program.ts', 'declare const process: { argv: string[] };\nconsole.log("one", process.argv.slice(2));');
  expect(await buildAndRun('--port', '0')).toMatchObject({ code: 0, stdout: "one [ '--port', '0' ]\n" });
  copy.write('program.ts', 'console.log("two");');
  expect(await buildAndRun()).toMatchObject({ code: 0, stdout: 'two\n' });
});

test('the page is built again after a change of its sources, and only then', async () => {
  copy.write('program.ts', 'console.log("three");');
  await buildAndRun();
  expect(read(PAGE)).not.toContain('Films');
  copy.write(INDEX, read(INDEX).replace(/<title>.*?</, '<title>Films<'));
  expect(await buildAndRun()).toMatchObject({ code: 0, stdout: expect.stringContaining('three\n') });
  expect(read(PAGE)).toContain('Films');
  copy.write(PAGE, 'as it was built');
  await buildAndRun();
  expect(read(PAGE)).toBe('as it was built');
});

test('a program that does not compile is not started', async () => {
  copy.write('program.ts', 'console.log("four");\nconst count: number = "many";\nexport { count };');
  const { code, stdout } = await buildAndRun();
  expect(code).not.toBe(0);
  expect(stdout).toMatch(/^program\.ts\(2,7\): error TS2322: .*\n$/);
});

function read(path: string): string {
  return readFileSync(copy.file(path), 'utf8');
}

function buildAndRun(...args: string[]) {
  return run(process.execPath, [copy.file(SCRIPT), 'dist/program.js', ...args], { cwd: copy.path });
}
