import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RunningProcess, runBuf } from 'test-kit';
import { followPage } from './testing/page-edits.js';
import { RepositoryCopy } from './testing/repository-copy.js';
import { listeningPort } from './testing/server-process.js';

const NAME = 'book.v1.LendingService';
const SERVICE = 'packages/movie-server/src/services/lending-v1.ts';
const CONTRACT = 'packages/movie-proto/proto/book/v1/lending_service.proto';
const MADE = [
  CONTRACT,
  SERVICE,
  'packages/movie-server/src/services/lending-v1.test.ts',
  'packages/movie-proto/src/index.ts',
  'packages/movie-proto/src/book-v1.ts',
  'packages/movie-proto/src/reads.ts',
  'packages/movie-server/src/server.ts',
];

let copy: RepositoryCopy;
beforeAll(async () => {
  copy = await RepositoryCopy.make();
});
afterAll(() => copy[Symbol.dispose]());

/** Calls the service on a server of the copy. */
async function callGetLending() {
  const args = ['--host', '127.0.0.1', '--port', '0', '--database', copy.path('databases/movies.json')];
  await using server = new RunningProcess(process.execPath, [copy.path('packages/movie-server/dist/main.js'), ...args]);
  const url = `http://127.0.0.1:${await listeningPort(server)}/${NAME}/GetLending`;
  // Without the contract: the server describes it.
  return await runBuf(['curl', '--protocol', 'grpc', '--http2-prior-knowledge', '--data', '{"id": "7"}', url]);
}

describe('pnpm new-service', () => {
  test.each([
    [[], 'A service needs one name. Type it as `pnpm new-service book.v1.LendingService`.'],
    [['book.LendingService'], 'book.LendingService is no name for a service. Type it as'],
    [['book.v1.Lending'], 'book.v1.Lending is no name for a service.'],
    [['../x.v1.LendingService'], '../x.v1.LendingService is no name for a service.'],
    [['movie.v1.MovieService'], 'packages/movie-proto/proto/movie/v1/movie_service.proto exists already.'],
  ])('refuses %j, and changes nothing', async (names, why) => {
    const before = await Promise.all(MADE.map((path) => copy.read(path).catch(() => 'missing')));
    const { code, output } = await copy.pnpm('new-service', ...names);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(why) });
    expect(await Promise.all(MADE.map((path) => copy.read(path).catch(() => 'missing')))).toEqual(before);
  });

  test('writes a service that compiles, passes the check and its test, and refuses its call', async () => {
    const output = await copy.type('new-service', NAME);
    for (const path of MADE) expect(output).toContain(`wrote ${path}\n`);
    const checked = await copy.type('check');
    expect(checked).toContain('passed  compatible with packages/movie-proto/baseline/book-v1.json');
    expect(await copy.type('test', 'lending-v1')).toMatch(/^Tests: +1 passed, 1 total$/m);
    const { code, stderr } = await callGetLending();
    expect(code).not.toBe(0);
    expect(JSON.parse(stderr)).toMatchObject({ code: 'unimplemented' });
  });

  test('can not be typed twice', async () => {
    const { code, output } = await copy.pnpm('new-service', NAME);
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(`${CONTRACT} exists already.`) });
  });

  test('does not let a call be forgotten', async () => {
    const rpc = '  // Lends it.\n  rpc Lend(LendRequest) returns (LendResponse);\n';
    const messages = '\n// Which.\nmessage LendRequest {}\n\n// Nothing.\nmessage LendResponse {}\n';
    const before = await copy.read(CONTRACT);
    await copy.write(CONTRACT, before.replace(/\}\n\n\/\/ Which one/, `${rpc}$&`) + messages);
    await copy.type('generate');
    expect(await copy.pnpm('build')).toMatchObject({
      output: expect.stringMatching(/services\/lending-v1\.ts\(\d+,\d+\): error TS\d+: [^\n]*'lend'/),
    });
    await copy.write(CONTRACT, before);
    await copy.type('generate');
  });

  test('leads to a call that is answered, as docs/start-from-this.md says', async () => {
    await followPage(copy, 'start-from-this.md', 'A call of your own in five minutes');
    await copy.type('build');
    expect(JSON.parse((await callGetLending()).stdout)).toEqual({ id: '7', text: 'Ann has it.' });
    expect(await copy.type('test', 'lending-v1')).toMatch(/^Tests: +\d passed, \d total$/m);
    await copy.type('check');
  });

  test('adds another service to the same package, and one to the package of the movies', async () => {
    await copy.type('new-service', 'book.v1.ShelfMarkService');
    await copy.type('new-service', 'movie.v1.TicketService');
    await copy.type('check');
    expect(await copy.type('test', 'lending-v1', 'shelf-mark-v1', 'ticket-v1')).toMatch(
      /^Test Suites: 3 passed, 3 total$/m,
    );
  });
});
