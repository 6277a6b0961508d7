import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { defineService, startHost } from 'grpc-host';
import { MovieService, v1 } from 'movie-proto';
import { ask, connect, connectHttp2, failure, frame, metadataOf, openCall } from 'test-kit';
import { importOf, movieCalls, withToken } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';
import { byToken, CLOSED, guardWrites } from './write-access.js';

const ANN = byToken(() => [{ name: 'ann', token: 'a-token' }]);

const WRITES: [string, (movies: ReturnType<typeof movieCalls>) => Promise<unknown>][] = [
  ['CreateMovie', (movies) => movies.create({ title: '' })],
  ['UpdateMovie', (movies) => movies.update({})],
  ['DeleteMovie', (movies) => movies.delete({ id: '' })],
  ['ImportMovies', (movies) => movies.importAll(importOf([], {}, 7))],
];

describe.each(WRITES)('%s', (_, write) => {
  test('needs a token where there are tokens, before anything else is looked at', async () => {
    await using server = await startServer({ writeAccess: ANN });
    const { client } = server;
    const without = { code: status.UNAUTHENTICATED, reason: 'WRITE_TOKEN_MISSING' };
    expect(await failure(write(movieCalls(client)))).toMatchObject(without);
    const wrong = { code: status.UNAUTHENTICATED, reason: 'WRITE_TOKEN_UNKNOWN' };
    expect(await failure(write(movieCalls(client, withToken('b-token'))))).toMatchObject(wrong);
    const right = await failure(write(movieCalls(client, withToken('a-token'))));
    expect(right.code).toBe(status.INVALID_ARGUMENT);
  });

  test('is refused where no caller may write', async () => {
    await using server = await startServer({ writeAccess: CLOSED });
    const { client } = server;
    const closed = { code: status.PERMISSION_DENIED, reason: 'WRITES_CLOSED' };
    expect(await failure(write(movieCalls(client, withToken('any'))))).toMatchObject(closed);
  });
});

describe('a token', () => {
  test('is one of several, and its name is in the log, but never it', async () => {
    const tokens = [
      { name: 'ann', token: 'a-token' },
      { name: 'bob', token: 'b-token' },
    ];
    await using server = await startServer({ writeAccess: byToken(() => tokens) });
    const { client, log } = server;
    await movieCalls(client, withToken('b-token')).create({ id: 'x', title: 'X' });
    await failure(movieCalls(client, withToken('other-token')).create({ title: 'X' }));
    expect(log.text).toContain('"writer":"bob"');
    expect(log.text).not.toContain('-token');
  });

  test.each(['bearer a-token', 'BEARER  a-token'])('comes as RFC 6750 has it: %s', async (authorization) => {
    await using server = await startServer({ writeAccess: ANN });
    const { client } = server;
    await movieCalls(client, metadataOf({ authorization })).create({ title: 'X' });
  });

  test.each(['a-token', 'Basic a-token', 'Bearer', 'Bearer a-token more', ''])(
    'does not come as %j',
    async (authorization) => {
      await using server = await startServer({ writeAccess: ANN });
      const { client } = server;
      const missing = await failure(movieCalls(client, metadataOf({ authorization })).create({ title: 'X' }));
      expect(missing).toMatchObject({ code: status.UNAUTHENTICATED, reason: 'WRITE_TOKEN_MISSING' });
    },
  );

  test('is not needed to read', async () => {
    await using server = await startServer({ writeAccess: byToken(() => []) });
    const { client } = server;
    expect((await movieCalls(client).list()).totalSize).toBe(0);
  });
});

describe('the guard', () => {
  test('asks for the right to write in every call but the reads', async () => {
    await using server = await startServer({ writeAccess: CLOSED });
    using session = connectHttp2(server.port);
    const guarded: string[] = [];
    for (const { path } of [...Object.values(MovieService), ...Object.values(v1.MovieServiceService)]) {
      const call = openCall(session, path);
      call.end(frame(Buffer.alloc(0)));
      const [headers] = await once(call, 'response');
      if (headers['grpc-status'] === `${status.PERMISSION_DENIED}`) guarded.push(path);
    }
    expect(guarded.sort()).toEqual([
      '/movie.v1.MovieService/BatchDeleteMovies',
      '/movie.v1.MovieService/BatchUpdateMovies',
      '/movie.v1.MovieService/CreateMovie',
      '/movie.v1.MovieService/DeleteMovie',
      '/movie.v1.MovieService/ImportMovies',
      '/movie.v1.MovieService/RevertCommit',
      '/movie.v1.MovieService/UpdateMovie',
    ]);
  });

  test('counts a call that the contract says nothing about as a write', async () => {
    // As the generated code would have it, were `rpc RenameMovie` in the contract without an option.
    const renameMovie = { ...v1.MovieServiceService.updateMovie, path: '/movie.v1.MovieService/RenameMovie' };
    const service = defineService({ renameMovie }, { renameMovie: ({ movie }) => ({ movie, revision: '' }) });
    const host = await startHost({ services: [service], host: '127.0.0.1', guard: guardWrites(ANN) });
    await using _host = { [Symbol.asyncDispose]: () => host.close(0) };
    using client = connect(`127.0.0.1:${host.port}`);
    const request = v1.UpdateMovieRequest.create({ movie: { id: 'a' } });
    const refused = { code: status.UNAUTHENTICATED, reason: 'WRITE_TOKEN_MISSING' };
    expect(await failure(ask(client, renameMovie, request))).toMatchObject(refused);
    const { response } = await ask(client, renameMovie, request, withToken('a-token'));
    expect(response.movie?.id).toBe('a');
  });
});
