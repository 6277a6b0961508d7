import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { health, MovieService, v1 } from 'movie-proto';
import { sampleMovie } from './stores/testing/sample-movie.js';
import { removeTemporaryFolders } from './stores/testing/temporary-folder.js';
import { ask, connect, download, failure, upload } from './testing/call.js';
import { cleanUp } from './testing/clean-up.js';
import { connectHttp2, frame, openCall } from './testing/raw-http2.js';
import { databaseOf, runServer } from './testing/server-process.js';

afterEach(cleanUp);
afterEach(removeTemporaryFolders);
// Processes, on whatever machine this is.
jest.setTimeout(30_000);

const { check, watch } = health.HealthService;
const { NOT_SERVING } = health.HealthCheckResponse_ServingStatus;

/** Enough that a reader who doesn't read can't have been sent them all. */
const MANY_MOVIES = Array.from({ length: 5_000 }, (_, n) => sampleMovie(`m${n}`));

async function start(grace: string, movies = [sampleMovie('m1')]) {
  const server = runServer(['--shutdown-grace', grace, '--database', databaseOf(movies)]);
  const port = await server.port();
  return { ...server, port, address: `127.0.0.1:${port}` };
}

const messages = (log: { events: readonly { msg: string }[] }) => log.events.map(({ msg }) => msg);

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends an idle server at once, with 0, and the log says each step',
  async (signal) => {
    const server = await start('10s');
    server.signal(signal);
    expect(await server.exitCode).toBe(0);
    expect(messages(server.log).slice(1)).toEqual([
      `${signal}: shutting down.`,
      'Health is NOT_SERVING; new calls are refused; those under way have 10 s.',
      'Bye.',
    ]);
  },
);

test('an open watch hears NOT_SERVING and ends; the server does not wait for it', async () => {
  const server = await start('20s');
  const call = download(connect(server.address), watch, { service: 'Movie' });
  const told: number[] = [];
  call.on('data', ({ status }) => told.push(status));
  const ended = failure(new Promise((_resolve, reject) => call.on('error', reject)));
  await once(call, 'data');
  const movies = download(connect(server.address), v1.MovieServiceService.watchMovies, {
    resumeToken: '',
    skipExisting: true,
  });
  const moviesEnded = failure(new Promise((_resolve, reject) => movies.on('error', reject)));
  await once(movies, 'data');
  const begin = performance.now();
  server.signal('SIGTERM');
  expect(await ended).toMatchObject({ code: status.UNAVAILABLE, reason: 'SHUTTING_DOWN' });
  expect(await moviesEnded).toMatchObject({ code: status.UNAVAILABLE, reason: 'SHUTTING_DOWN' });
  expect(told.at(-1)).toBe(NOT_SERVING);
  expect(await server.exitCode).toBe(0);
  expect(performance.now() - begin).toBeLessThan(10_000);
});

describe('--shutdown-grace', () => {
  test('is what a reader who never reads has, and one who never speaks; then they are cut off, with 0', async () => {
    const server = await start('500ms', MANY_MOVIES);
    const reader = openCall(connectHttp2(server.port), MovieService.getListMovies.path);
    reader.end(frame(Buffer.alloc(0)));
    await once(reader, 'response');
    const watcher = download(connect(server.address), watch, { service: '' });
    await once(watcher, 'data');
    const silent = connectTcp(server.port, '127.0.0.1');
    await once(silent, 'connect');
    const begin = performance.now();
    server.signal('SIGTERM');
    expect(await server.exitCode).toBe(0);
    const took = performance.now() - begin;
    expect(took).toBeGreaterThan(450);
    expect(took).toBeLessThan(5_000);
    expect(messages(server.log)).toContain('1 calls were cut off.');
  });

  test('lets a call under way finish', async () => {
    const server = await start('20s');
    const client = connect(server.address);
    const { call, response } = upload(client, v1.MovieServiceService.importMovies);
    call.write({
      request: { $case: 'options', value: { mode: v1.ImportMode.IMPORT_MODE_UPSERT, skipInvalid: false } },
    });
    call.write({ request: { $case: 'movie', value: { ...sampleMovie('m2'), genres: [], etag: '' } } });
    // Answered after the server has taken the import, which came before it on the same connection.
    await ask(client, check, { service: '' });
    server.signal('SIGTERM');
    await server.log.first(({ msg }) => msg.startsWith('Health is NOT_SERVING'));
    call.end({ request: { $case: 'count', value: 1 } });
    expect(await response).toMatchObject({ createdCount: 1 });
    expect(await server.exitCode).toBe(0);
  });
});

test('new calls are refused while others finish', async () => {
  const server = await start('20s', MANY_MOVIES);
  const session = connectHttp2(server.port);
  const reader = openCall(session, MovieService.getListMovies.path);
  reader.end(frame(Buffer.alloc(0)));
  await once(reader, 'response');
  const old = connect(server.address);
  await ask(old, check, { service: '' });
  server.signal('SIGTERM');
  await server.log.first(({ msg }) => msg.startsWith('Health is NOT_SERVING'));
  for (const client of [old, connect(server.address)]) {
    expect((await failure(ask(client, MovieService.getMovieById, { id: 'm1' }))).code).toBe(status.UNAVAILABLE);
  }
  reader.resume();
  expect(await server.exitCode).toBe(0);
  expect(messages(server.log)).not.toContain('1 calls were cut off.');
});

test('a second signal ends at once, not with 0', async () => {
  const server = await start('20s', MANY_MOVIES);
  const reader = openCall(connectHttp2(server.port), MovieService.getListMovies.path);
  reader.end(frame(Buffer.alloc(0)));
  await once(reader, 'response');
  server.signal('SIGTERM');
  await server.log.first(({ msg }) => msg.startsWith('Health is NOT_SERVING'));
  server.signal('SIGTERM');
  expect(await server.exitCode).toBe(1);
  expect(messages(server.log)).toContain('SIGTERM again: ending at once.');
});
