import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createDatabase, onPostgres, RunningProcess, run, TemporaryFolder } from 'test-kit';
import { editsOf, followPage, pageText } from './testing/page-edits.js';
import { RepositoryCopy } from './testing/repository-copy.js';
import { listeningPort } from './testing/server-process.js';

const PAGE = 'add-a-field.md';
const [CONTRACT = '', DOMAIN = '', ...FOLLOWING] = editsOf(PAGE).map(({ path }) => path);
/** Errors lead to these only from others of the page, but to the schema: a compiler knows no SQL. */
const LATER = ['schema', 'movie-files/', 'client/src/movie.ts'];

let copy: RepositoryCopy;
beforeAll(async () => {
  copy = await RepositoryCopy.make();
});
afterAll(() => copy[Symbol.dispose]());

/** A server of the copy on a database, and its command line. */
async function startOn(database: string, ...options: string[]) {
  const args = ['--host', '127.0.0.1', '--port', '0', '--database', database, ...options];
  const server = new RunningProcess(process.execPath, [copy.path('packages/movie-server/dist/main.js'), ...args]);
  const env = { MOVIE_ADDRESS: `127.0.0.1:${await listeningPort(server)}`, NO_COLOR: '1' };
  return {
    async movie(...words: string[]): Promise<string> {
      const client = copy.path('packages/movie-client/dist/main.js');
      const { code, stdout, stderr } = await run(process.execPath, [client, ...words], { env });
      expect({ words, code, stderr }).toEqual({ words, code: 0, stderr });
      return stdout;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function expectKept(database: string, ...options: string[]): Promise<void> {
  {
    await using server = await startOn(database, ...options);
    await server.movie('add', '--id', 'up', '--title', 'Up', '--runtime', '96');
    await server.movie('add', '--id', 'heat', '--title', 'Heat', '--runtime', '1');
    await server.movie('update', 'heat', '--runtime', '170');
  }
  await using server = await startOn(database, ...options);
  for (const [id, runtimeMinutes] of Object.entries({ up: 96, heat: 170 }))
    expect(JSON.parse(await server.movie('get', id, '--json'))).toMatchObject({ runtimeMinutes });
}

test('the contract and the domain alone are compile errors in all files of the page, and in those that it says to leave', async () => {
  const edits = editsOf(PAGE);
  expect(pageText(PAGE)).toContain(` ${edits.length} files of code,`);
  const before = new Map(await Promise.all(edits.map(async ({ path }) => [path, await copy.read(path)] as const)));
  await followPage(copy, PAGE);
  for (const path of FOLLOWING) await copy.write(path, before.get(path) ?? '');
  await copy.type('generate');
  const { code, output } = await copy.pnpm('build');
  expect(code).not.toBe(0);
  const led = FOLLOWING.filter((path) => !LATER.some((part) => path.includes(part)));
  expect(led.filter((path) => !output.includes(`${path}(`))).toEqual([]);
  const files = new Set([...output.matchAll(/^(packages\/\S+)\(\d+,\d+\): error/gm)].map(([, path = '']) => path));
  const left = [...files].filter((path) => !FOLLOWING.includes(path)).map((path) => `\`${basename(path)}\``);
  expect(left.filter((name) => !/Leave out errors .*? go by/s.exec(pageText(PAGE))?.[0].includes(name))).toEqual([]);
  for (const path of [CONTRACT, DOMAIN]) await copy.write(path, before.get(path) ?? '');
});

describe('a field that is added as the page says', () => {
  beforeAll(async () => {
    await followPage(copy, PAGE);
    for (const command of ['generate', 'build', 'check']) await copy.type(command);
  });

  test.each([[[]], [['--workers', '2']]])('survives a restart on a JSON file with %j', async (options) => {
    using folder = new TemporaryFolder();
    const database = folder.write('movies.json', '{"movies": []}');
    await expectKept(database, ...options);
    expect(JSON.parse(readFileSync(database, 'utf8')).movies).toMatchObject([
      { id: 'up', runtimeMinutes: 96 },
      { id: 'heat', runtimeMinutes: 170 },
    ]);
  });

  onPostgres(test)('survives a restart on PostgreSQL', async () => {
    await expectKept(await createDatabase());
  });

  test.each(['json', 'ndjson', 'csv'])('goes into %s and comes back', async (format) => {
    using folder = new TemporaryFolder();
    await using server = await startOn(folder.write('movies.json', '{"movies": []}'));
    await server.movie('add', '--id', 'up', '--title', 'Up', '--runtime', '96');
    const file = folder.file(`all.${format}`);
    await server.movie('export', file);
    expect(readFileSync(file, 'utf8')).toContain('96');
    await server.movie('delete', 'up');
    await server.movie('import', file);
    expect(JSON.parse(await server.movie('get', 'up', '--json'))).toMatchObject({ runtimeMinutes: 96 });
  });

  test('is seen, changed and cleared on the command line', async () => {
    using folder = new TemporaryFolder();
    await using server = await startOn(folder.write('movies.json', '{"movies": []}'));
    await server.movie('add', '--id', 'up', '--title', 'Up', '--runtime', '96');
    expect(await server.movie('list')).toContain('\t96');
    await server.movie('update', 'up', '--no-runtime');
    expect(await server.movie('list')).not.toContain('96');
  });
});
