import { afterEach, expect, test } from '@jest/globals';
import { createMovieClient, type MovieClient } from 'movie-client';
import { type MovieData, MovieService } from 'movie-proto';
import { pino } from 'pino';
import { type Listener, listen } from './connections.js';
import { createRpcServer, type RpcServer } from './rpc-server.js';
import { defineService } from './service.js';

const MOVIE: MovieData = { id: 'a8', title: 'x'.repeat(1_000), rating: 1, director: 'Somebody' };
// 100 MB: far more than the windows of HTTP/2, the buffers of two sockets and our own bound hold together.
const MANY = 100_000;

let rpc: RpcServer;
let listener: Listener;
let client: MovieClient;

afterEach(async () => {
  client.close();
  listener.close();
  await rpc.close(0);
});

test('a handler ends when the reader of its stream leaves half way', async () => {
  let given = 0;
  const { ended } = await serveUntilEnded(function* () {
    for (; given < MANY; given += 1) yield MOVIE;
  });
  let read = 0;
  for await (const _ of client.getListMovies()) {
    read += 1;
    if (read === 100) break;
  }
  await ended;
  expect(given).toBeLessThan(MANY);
  expect(await client.getMovieById('any')).toEqual(MOVIE);
});

test('a handler that waits for a reader ends when the reader leaves', async () => {
  let given = 0;
  const { ended } = await serveUntilEnded(function* () {
    for (; given < MANY; given += 1) yield MOVIE;
  });
  const reader = client.getListMovies()[Symbol.asyncIterator]();
  await reader.next();
  const stalled = await untilSteady(() => given);
  await reader.return?.();
  await ended;
  expect(given).toBeLessThanOrEqual(stalled + 1);
});

test('a handler waits while the reader of its stream does not read, and goes on when it does', async () => {
  let given = 0;
  await serve(function* () {
    for (; given < MANY; given += 1) yield MOVIE;
  });
  const reader = client.getListMovies()[Symbol.asyncIterator]();
  await reader.next();
  const stalled = await untilSteady(() => given);
  expect(stalled).toBeLessThan(MANY / 2);
  for (let read = 0; read <= stalled; read += 1) await reader.next();
  expect(given).toBeGreaterThan(stalled);
  await reader.return?.();
});

/** Starts a server whose list is what this generator gives, and a client of it. */
async function serve(getListMovies: () => Generator<MovieData>): Promise<void> {
  // These two alone: a call that the contract gains is no concern of this test.
  const definition = { getMovieById: MovieService.getMovieById, getListMovies: MovieService.getListMovies };
  const service = defineService(definition, { getMovieById: () => MOVIE, getListMovies });
  rpc = createRpcServer({ services: [service], log: pino({ level: 'silent' }), maxUnaryMs: 60_000 });
  const where = { host: '127.0.0.1', port: 0, handshakeMs: 5_000, maxConnections: 100 };
  listener = await listen(where, rpc.serve);
  // A deadline would end a call that nobody has cancelled.
  client = createMovieClient({ address: `127.0.0.1:${listener.port}`, timeoutMs: 600_000 });
}

/** As `serve`; gives what waits until the generator has ended. */
async function serveUntilEnded(getListMovies: () => Generator<MovieData>): Promise<{ ended: Promise<void> }> {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  await serve(function* () {
    try {
      yield* getListMovies();
    } finally {
      end();
    }
  });
  // Wrapped, for await would wait for the promise itself.
  return { ended };
}

/** Waits until a count stands still while the server answers other calls. */
async function untilSteady(count: () => number): Promise<number> {
  for (;;) {
    const before = count();
    for (let call = 0; call < 50; call += 1) await client.getMovieById('any');
    if (count() === before) return before;
  }
}
