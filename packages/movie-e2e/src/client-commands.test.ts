import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RunningCommand, runInProcess } from 'movie-client/testing';
import { byToken } from 'movie-server';
import { CatalogServer } from './testing/catalog-server.js';
import { startMovie } from './testing/client-process.js';

const MOVIES = [
  { id: 'a', title: 'The Martian', rating: 8.2, director: 'Ridley Scott', releaseYear: 2015, genres: ['Drama'] },
  { id: 'b', title: '千と千尋の神隠し', rating: 8.6, director: '宮崎 駿' },
];

let server: CatalogServer;
beforeAll(async () => {
  server = await CatalogServer.start(MOVIES);
});
afterAll(() => server[Symbol.asyncDispose]());

function movie(...args: string[]) {
  return runInProcess(args, server);
}

describe('output', () => {
  test('is a table on a terminal, aligned for wide characters too', async () => {
    await using program = startMovie(['list'], server, { onTerminal: true });
    program.endInput();
    expect((await program.ended).stdout).toBe(
      'ID  TITLE             RATING  DIRECTOR      YEAR  GENRES\n' +
        'a   The Martian          8.2  Ridley Scott  2015  Drama\n' +
        'b   千と千尋の神隠し     8.6  宮崎 駿\n',
    );
  });

  test('is tab-separated in a pipe', async () => {
    expect(await movie('get', 'b', 'a')).toEqual({
      code: 0,
      stdout: 'b\t千と千尋の神隠し\t8.6\t宮崎 駿\t\t\t\na\tThe Martian\t8.2\tRidley Scott\t2015\tDrama\t\n',
      stderr: '',
    });
  });

  test('is JSON for programs, with the ratings as written', async () => {
    const { stdout } = await movie('list', '--json', '--limit', '1');
    expect(JSON.parse(stdout)).toEqual({ ...MOVIES[0], etag: expect.any(String) });
    expect(stdout).toContain('"rating":8.2,');
  });

  test('is only a number with --count, of all movies that meet the conditions', async () => {
    const count = (...args: string[]) => movie('list', '--count', ...args);
    expect(await count()).toEqual({ code: 0, stdout: '2\n', stderr: '' });
    expect(await count('--min-rating', '8.5')).toEqual({ code: 0, stdout: '1\n', stderr: '' });
    expect(await count('--genre', 'Opera')).toEqual({ code: 0, stdout: '0\n', stderr: '' });
    expect(await count('--json')).toEqual({ code: 0, stdout: '{"count":2}\n', stderr: '' });
  });

  test('ends without an error when its reader closes the pipe', async () => {
    // More than a pipe holds.
    const many = Array.from({ length: 1_000 }, (_, index) => ({ id: `m${index}`, title: 'M'.repeat(1_000) }));
    await using large = await CatalogServer.start(many);
    await using program = startMovie(['list'], large);
    await program.printed(/M/);
    program.closeOutput();
    expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
  });
});

test('a timeout of thousands of years is no limit', async () => {
  expect(await movie('list', '--timeout', '1e12')).toMatchObject({ code: 0, stderr: '' });
});

describe('the environment', () => {
  const EMPTY = {
    MOVIE_CLIENT_TIMEOUT: '',
    MOVIE_CLIENT_TOKEN_FILE: '',
    MOVIE_CLIENT_TLS_CA: '',
    MOVIE_CLIENT_TLS_KEY: '',
  };
  const health = (env: Readonly<Record<string, string>>) =>
    runInProcess(['health'], { address: server.address, env: { ...EMPTY, ...env } });

  test.each([[''], ['false']])('TLS is off with MOVIE_CLIENT_TLS=%s, and empty variables do not count', async (tls) => {
    expect(await health({ MOVIE_CLIENT_TLS: tls })).toEqual({ code: 0, stdout: 'SERVING\n', stderr: '' });
  });

  test('TLS is on with MOVIE_CLIENT_TLS=true, and another word is refused', async () => {
    expect(await health({ MOVIE_CLIENT_TLS: 'true' })).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/does not speak TLS/),
    });
    const { code, stderr } = await health({ MOVIE_CLIENT_TLS: 'no' });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^movie: MOVIE_CLIENT_TLS must be true or false/)]);
  });
});

describe('exit codes', () => {
  test.each([
    [2, ['lisst', '--order', 'id'], /unknown command 'lisst'\n.*mean list\?/],
    [2, ['nothing-like-it'], /^movie: unknown command 'nothing-like-it'\nSee `movie --help`.\n$/],
    [2, ['list', '--oder', 'id'], /unknown option '--oder'\n.*mean --order\?/],
    [2, ['--adress', 'localhost:1'], /unknown option '--adress'\n.*mean --address\?/],
    [2, ['list', '--count', '--limit', '1'], /'--count' cannot be used with option '--limit/],
    [2, ['add'], /--title/],
    [2, ['add', '--title', 'T', '--rating', 'good'], /'good' is invalid.*number/],
    [2, ['update', 'a'], /at least one field/],
    [2, ['import', 'movies.txt'], /--format/],
    [2, ['list', '--address', 'movies.example:1'], /--tls.*--insecure/],
    [2, ['list', '--address', 'localhost'], /HOST:PORT/],
    [2, ['list', '--token-file', 'missing'], /--token-file can't be read/],
    [3, [], /No movie has the id "a8034f44-aee4-44cf-b32c-74cf452aaaae"/],
    [3, ['get', 'a', 'nope'], /no movie with the id "nope"/],
    [3, ['delete', 'nope'], /No movie has the id "nope"/],
    [3, ['health', 'nope'], /no service "nope"/],
    [4, ['add', '--title', 'T', '--rating', '11'], /must be from 0 to 10/],
    [4, ['add', '--title', 'T', '--id', 'a'], /already.*movie update/],
    [4, ['update', 'a', '--rating', '1', '--etag', 'old'], /movie get ID --json/],
    [5, ['list', '--address', 'localhost:1'], /pnpm start server/],
  ])('%d for %j', async (code, args, message) => {
    const ending = await runInProcess(args, server);
    expect(ending.stderr).toMatch(message);
    expect(ending.stderr).toMatch(/^movie: /);
    expect(ending.stderr).not.toMatch(/\n\s+at /);
    expect(ending.code).toBe(code);
  });

  test.each([
    [['import', 'missing.csv'], /^movie: The file missing\.csv can't be read: no such file.*\n$/],
    [['export', 'missing/movies.csv'], /^movie: .*can't be written.*\n$/],
  ])('2 for a file that can not be used: %j', async (args, message) => {
    expect(await runInProcess(args, server)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });

  test('6 for a write without the token that the server needs', async () => {
    const writeAccess = byToken(() => [{ name: 'ann', token: 'correct-horse-battery-staple' }]);
    const token = server.folder.write('token', 'correct-horse-battery-staple\n');
    await using closed = await CatalogServer.start([], { writeAccess });
    expect(await runInProcess(['add', '--title', 'T'], closed)).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/--token-file/),
    });
    expect(await runInProcess(['add', '--title', 'T', '--token-file', token], closed)).toMatchObject({ code: 0 });
  });

  test('--verbose prints all details of an error', async () => {
    const { stderr } = await runInProcess(['get', 'nope', '--verbose'], server);
    expect(stderr).toMatch(/nope/);
    const { stderr: refused } = await runInProcess(['delete', 'nope', '--verbose'], server);
    expect(refused).toMatch(/reason: MOVIE_NOT_FOUND\n.*method: .*DeleteMovie\n.*address: .*\n.*request id: /s);
  });
});

describe('import and export', () => {
  test.each(['json', 'ndjson', 'csv'])('%s comes back unchanged', async (format) => {
    const path = server.folder.file(`movies.${format}`);
    expect(await runInProcess(['export', path], server)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/Exported \d movies/),
    });
    const { stdout } = await movie('export', '--format', format);
    expect(stdout).toBe(readFileSync(path, 'utf8'));
    const args = ['import', '-', '--format', format, '--upsert'];
    const { stderr, code } = await runInProcess(args, { address: server.address, input: stdout });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/0 new, 0 changed, \d unchanged/)]);
  });

  test('names the line of each movie that the server refuses, and imports none', async () => {
    const path = server.folder.write('bad.csv', 'id,title,rating\n\nx,"A ""good"" one",1\ny,Bad,11\na,Taken,1\n');
    const refused = await runInProcess(['import', path], server);
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    expect(refused.stderr).toMatch(/Nothing was imported:\n {2}line 4: rating must be from 0 to 10, and is 11\n/);
    const counts = { created: 1, updated: 0, unchanged: 0, skipped: 2, alike: 0 };
    // Twice the same: a dry run creates nothing.
    for (const dryRun of [['--dry-run'], []]) {
      const skipped = await runInProcess(['import', path, '--skip-invalid', '--json', ...dryRun], server);
      expect(JSON.parse(skipped.stdout)).toMatchObject(counts);
    }
    await runInProcess(['delete', 'x'], server);
  });

  test('an export that fails leaves the old file', async () => {
    const path = server.folder.write('kept.csv', 'kept');
    await runInProcess(['export', path, '--address', 'localhost:1'], server);
    expect(readFileSync(path, 'utf8')).toBe('kept');
    expect(readdirSync(server.folder.path).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  test('Ctrl-C cancels an import completely, and says so', async () => {
    await using program = startMovie(['import', '-', '--format', 'ndjson'], server);
    // More than a pipe holds, so that the import has started when the write is done.
    await program.write(`{"id":"half","title":"${'x'.repeat(10_000)}"}\n${' '.repeat(1_000_000)}\n`);
    const { code, stderr } = await program.kill('SIGINT');
    expect([code, stderr]).toEqual([130, 'movie: Interrupted: nothing was imported.\n']);
    expect(await runInProcess(['get', 'half'], server)).toMatchObject({ code: 3 });
  });
});

test('watch prints changes for people and for programs, until Ctrl-C', async () => {
  await using people = new RunningCommand(['watch'], server);
  await using programs = new RunningCommand(['watch', '--json'], server);
  await people.printed(/Watching/);
  await programs.printed(/Watching/);
  await runInProcess(['add', '--id', 'w', '--title', 'W'], server);
  await runInProcess(['delete', 'w'], server);
  await people.printed(/created\tw\tW\t{6}\S*\ndeleted\tw\tW/);
  const [line = ''] = await programs.printed(/^.*created.*$/m);
  expect(JSON.parse(line)).toMatchObject({
    type: 'created',
    movie: { id: 'w', title: 'W' },
    resumeToken: expect.stringMatching(/./),
  });
  expect(await people.interrupt()).toMatchObject({ code: 130 });
});

test('watch continues after a restart of its server, and says so', async () => {
  await using restarted = await CatalogServer.start([]);
  await using watch = new RunningCommand(['watch'], restarted);
  await watch.printed(/Watching 0 movies/);
  await restarted.stop();
  await watch.printed(/The server is gone/);
  await restarted.restart();
  await watch.printed(/The server is back/);
  await runInProcess(['add', '--id', 'w', '--title', 'W'], restarted);
  await watch.printed(/created\tw/);
});

test('health and services print what the server offers', async () => {
  expect(await runInProcess(['health'], server)).toEqual({ code: 0, stdout: 'SERVING\n', stderr: '' });
  expect((await runInProcess(['services'], server)).stdout.split('\n')).toContain('movie.v1.MovieService');
});
