import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Client, status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { v1 } from 'movie-proto';
import { ask, connect, failure, metadataOf, run, TemporaryFolder } from 'test-kit';
import { startServer } from './testing/server-process.js';

const MAIN = fileURLToPath(new URL('../../movie-server/dist/main.js', import.meta.url));
const { createMovie, listMovies } = v1.MovieServiceService;
const NO_MOVIES = '{"movies": []}';

function create(client: Client, token?: string) {
  const metadata = token === undefined ? metadataOf({}) : metadataOf({ authorization: `Bearer ${token}` });
  return ask(client, createMovie, v1.CreateMovieRequest.create({ movie: { title: 'X' } }), metadata);
}

test('without a token file no caller may write to a server that other machines reach', async () => {
  using folder = new TemporaryFolder();
  const database = folder.write('movies.json', NO_MOVIES);
  await using server = await startServer(['--database', database, '--host', '0.0.0.0', '--insecure']);
  expect(server.messages).toContain(`Movie server listening on 0.0.0.0:${server.port}, 0 movies.`);
  using client = connect(`127.0.0.1:${server.port}`);
  const closed = { code: status.PERMISSION_DENIED, reason: 'WRITES_CLOSED' };
  expect(await failure(create(client))).toMatchObject(closed);
  const { response } = await ask(client, listMovies, v1.ListMoviesRequest.create());
  expect(response.totalSize).toBe(0);
  expect(readFileSync(database, 'utf8')).toBe(NO_MOVIES);
});

describe('with a token file', () => {
  test('its tokens count wherever the server listens, and new ones once it changes', async () => {
    using folder = new TemporaryFolder();
    const database = folder.write('movies.json', NO_MOVIES);
    const tokens = folder.write('tokens', 'ann a-token\n');
    const args = ['--database', database, '--host', '0.0.0.0', '--insecure', '--write-token-file', tokens];
    await using server = await startServer(args);
    using client = connect(`127.0.0.1:${server.port}`);
    await create(client, 'a-token');
    writeFileSync(tokens, 'ann b-token\n');
    await server.program.printed(/The write tokens were reloaded/);
    expect(await failure(create(client, 'a-token'))).toMatchObject({ code: status.UNAUTHENTICATED });
    await create(client, 'b-token');
    const { stdout, stderr } = await server.program.kill('SIGTERM');
    expect(stdout).toContain('ann may write');
    expect(stdout + stderr).not.toMatch(/[ab]-token/);
  });

  test('that is removed, no caller may write, until it is there again', async () => {
    using folder = new TemporaryFolder();
    const tokens = folder.write('tokens', 'ann a-token\n');
    const args = ['--database', folder.write('movies.json', NO_MOVIES), '--write-token-file', tokens];
    await using server = await startServer(args);
    using client = connect(server.address);
    await create(client, 'a-token');
    rmSync(tokens);
    await server.program.printed(/nobody may write/);
    const closed = { code: status.PERMISSION_DENIED, reason: 'WRITES_CLOSED' };
    expect(await failure(create(client, 'a-token'))).toMatchObject(closed);
    expect(await failure(create(client))).toMatchObject(closed);
    writeFileSync(tokens, 'ann a-token\n');
    await server.program.printed(/The write tokens were reloaded/);
    await create(client, 'a-token');
  });

  test('that can not be used, the server does not start, and its message has no token in it', async () => {
    using folder = new TemporaryFolder();
    const database = folder.write('movies.json', NO_MOVIES);
    const tokens = folder.write('tokens', 'a-token\n');
    const ending = await run(process.execPath, [MAIN, '--database', database, '--write-token-file', tokens]);
    expect(ending).toMatchObject({ code: 1, stdout: '' });
    expect(ending.stderr).toMatch(/^movie-server: The token file .*, line 1, must have a name and a token\.\n$/);
    expect(ending.stderr).not.toContain('a-token');
  });
});
