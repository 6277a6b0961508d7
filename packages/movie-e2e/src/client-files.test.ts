import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import { FaultyLink, TemporaryFolder } from 'test-kit';
import { CatalogServer } from './testing/catalog-server.js';
import { runClient, startMovie } from './testing/client-process.js';
import { repository } from './testing/repository.js';

const FORMULA = { id: '-f', title: '=1+1', rating: 9, director: '@d' };
const MANY = Array.from({ length: 2_000 }, (_, index) => ({ id: `m${index}`, title: 'M'.repeat(1_000), rating: 1 }));

let server: CatalogServer;
beforeAll(async () => {
  server = await CatalogServer.start([FORMULA, ...MANY]);
});
afterAll(() => server[Symbol.asyncDispose]());

describe('export', () => {
  test.each([
    [['movies.txt'], /^movie: The name movies\.txt does not say the format\. Add --format json, ndjson or csv\.\n$/],
    [['movies.json', '--excel'], /^movie: --excel goes with CSV, and movies\.json is json/],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await runInProcess(['export', ...args], server);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test('keeps the permissions of the file that it replaces', async () => {
    const path = server.folder.write('shared.csv', 'old');
    for (const mode of [0o640, 0o444, 0o666]) {
      chmodSync(path, mode);
      expect(await runInProcess(['export', path, '--title', 'none'], server)).toMatchObject({ code: 0 });
      expect(statSync(path).mode & 0o777).toBe(mode);
    }
    expect(readFileSync(path, 'utf8')).toMatch(/^id,title/);
  });

  test('for Excel makes formulas plain text, which an import takes back', async () => {
    const path = server.folder.file('excel.csv');
    await runInProcess(['export', path, '--excel', '--min-rating', '9'], server);
    expect(readFileSync(path, 'utf8')).toMatch(/^\ufeffid,title,.*\n'-f,'=1\+1,9,'@d,,,\n$/);
    const { stderr } = await runInProcess(['import', path, '--upsert', '--dry-run'], server);
    expect(stderr).toBe('Would import: 0 new, 0 changed, 1 unchanged.\n');
  });

  test('that is terminated leaves nothing behind', async () => {
    await using link = await FaultyLink.to('localhost', Number(server.address.split(':').at(-1)));
    using folder = new TemporaryFolder();
    const watching = new AbortController();
    const appeared = watch(folder.path, watching)[Symbol.asyncIterator]().next();
    await using program = startMovie(['export', 'movies.csv'], { address: `127.0.0.1:${link.port}`, folder });
    await appeared;
    watching.abort();
    link.stall();
    expect(readdirSync(folder.path)).toEqual([expect.stringMatching(/^movies\.csv\..*\.partial$/)]);
    // By the signal, as whoever sent it expects.
    expect(await program.kill('SIGTERM')).toMatchObject({ code: null });
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

test('under pnpm, relative paths are those of the folder where it was called', async () => {
  const env = { MOVIE_ADDRESS: server.address, INIT_CWD: server.folder.path };
  const exported = await runClient(['export', 'here.csv', '--title', 'none'], { cwd: repository, env });
  expect(exported).toMatchObject({ code: 0 });
  expect(existsSync(server.folder.file('here.csv'))).toBe(true);
  // A script of another package means its own folder.
  const elsewhere = { ...env, INIT_CWD: repository };
  await runClient(['export', 'there.csv', '--title', 'none'], { cwd: server.folder.path, env: elsewhere });
  expect(existsSync(server.folder.file('there.csv'))).toBe(true);
});
