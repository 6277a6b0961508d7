import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RunningProcess, run, runBuf } from 'test-kit';
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
    [['book.LendingService'], 'book.LendingService is no name for a service: it must have three parts'],
    [['acme.book.v1.LendingService'], 'three parts, such as book, v1 and LendingService, and has 4. Type it as'],
    [['../x.v1.LendingService'], '../x.v1.LendingService is no name for a service: it must have three parts'],
    [['Book.v1.LendingService'], 'its first part must be lower-case letters, not "Book".'],
    [['book.v1beta1.LoanService'], 'its version must be v1, v2 and so on, not "v1beta1".'],
    [['book.v1.Lending'], 'its last part must end with Service, not "Lending".'],
    [['net.v1.HTTPCacheService'], 'each with only its first letter in upper case, not "HTTPCacheService".'],
    [['movie.v1.MovieService'], 'packages/movie-proto/proto/movie/v1/movie_service.proto exists already.'],
  ])('refuses %j, and changes nothing', async (names, why) => {
    const before = await Promise.all(MADE.map((path) => copy.read(path).catch(() => 'missing')));
    const { code, stderr } = await run(process.execPath, [
      copy.path('packages/dev-tools/src/new-service.js'),
      ...names,
    ]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(why) });
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

  test('says which of its steps fails, and what is left to type', async () => {
    const wrong = 'packages/movie-server/src/wrong.ts';
    await copy.write(wrong, "export const wrong: number = '';\n");
    const { code, output } = await copy.pnpm('new-service', 'book.v1.ShelfMarkService');
    const end = '`pnpm build` has failed: see above. Fix that, and then: pnpm build.\n';
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(end) });
    await copy.remove(wrong);
  });

  test('adds one to the package of the movies, and a further version of a service that there is', async () => {
    await copy.type('new-service', 'movie.v1.TicketService');
    const output = await copy.type('new-service', 'movie.v2.MovieService');
    expect(output).toContain('docs/start-from-this.md shows each step.');
    await copy.type('check');
    expect(await copy.type('test', 'lending-v1', 'shelf-mark-v1', 'ticket-v1', 'movie-v2')).toMatch(
      /^Test Suites: 4 passed, 4 total$/m,
    );
  });
});
