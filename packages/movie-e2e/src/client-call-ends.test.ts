import { promisify } from 'node:util';
import { Server, ServerCredentials, type ServerWritableStream } from '@grpc/grpc-js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMovieClient } from 'movie-client';
import { type Empty, type MovieData, MovieService } from 'movie-proto';
import { CatalogServer } from './testing/catalog-server.js';

const COCO = { id: 'coco', title: 'Coco', rating: 8.4, director: 'Lee Unkrich', genres: ['Animation'] };
const UP = { id: 'up', title: 'Up', rating: 8.3, director: 'Pete Docter' };

let server: CatalogServer;

beforeAll(async () => {
  server = await CatalogServer.start([COCO, UP]);
});
afterAll(() => server[Symbol.asyncDispose]());

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list = [];
  for await (const item of items) list.push(item);
  return list;
}

test("an aborted call throws the signal's reason", async () => {
  using client = createMovieClient({ address: server.address });
  const abort = new AbortController();
  const reason = new Error('Enough.');
  const watch = client.watch({ signal: abort.signal, skipExisting: true })[Symbol.asyncIterator]();
  expect(await watch.next()).toMatchObject({ value: { type: 'checkpoint', totalSize: 2 } });
  const next = watch.next();
  abort.abort(reason);
  await expect(next).rejects.toBe(reason);
  await expect(client.get('coco', { signal: abort.signal })).rejects.toBe(reason);
  await expect(client.import([COCO], { signal: abort.signal })).rejects.toBe(reason);
});

test('a call that takes too long is DEADLINE_EXCEEDED', async () => {
  using client = createMovieClient({ address: server.address });
  const never = new Promise<never>(() => {});
  async function* silent() {
    yield await never;
  }
  await expect(client.import(silent(), { timeoutMs: 50 })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  await expect(all(client.watch({ timeoutMs: 50 }))).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  await expect(client.get('coco', { timeoutMs: 0 })).rejects.toThrow(RangeError);
});

test.each([2 ** 31 - 1, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE])(
  'a timeout of %p ms is no limit',
  async (timeoutMs) => {
    using ready = createMovieClient({ address: server.address });
    expect(await ready.get('coco', { timeoutMs })).toMatchObject(COCO);
    using client = createMovieClient({ address: server.address, timeoutMs, streamTimeoutMs: timeoutMs });
    expect(await all(client.list())).toHaveLength(2);
    expect(await all(client.lookup(['coco']))).toHaveLength(1);
    expect(await client.import([COCO], { mode: 'upsert' })).toMatchObject({ unchangedCount: 1 });
    const watch = client.watch({ timeoutMs })[Symbol.asyncIterator]();
    expect(await watch.next()).toMatchObject({ value: { type: 'existing' } });
    await watch.return?.();
  },
);

test('leaving a loop early cancels its call', async () => {
  const silent = new Server();
  const cancelled = new Promise((resolve) => {
    silent.addService(MovieService, {
      getMovieById: () => {},
      getListMovies: (call: ServerWritableStream<Empty, MovieData>) => {
        call.on('cancelled', resolve);
        call.write({ id: 'a', title: 'T', rating: 1, director: '' });
      },
    });
  });
  const port = await promisify(silent.bindAsync.bind(silent))('127.0.0.1:0', ServerCredentials.createInsecure());
  using reader = createMovieClient({ address: `127.0.0.1:${port}` });
  for await (const { id } of reader.getListMovies()) if (id === 'a') break;
  await cancelled;
  silent.forceShutdown();
});

test('a call of a closed client says that it is closed', async () => {
  using closed = createMovieClient({ address: server.address });
  closed.close();
  await expect(closed.get('coco')).rejects.toThrow(/closed/);
});

test('no server at all is UNAVAILABLE, for a watch too', async () => {
  using lost = createMovieClient({ address: 'localhost:1' });
  await expect(lost.get('a')).rejects.toMatchObject({ code: 'UNAVAILABLE', address: 'localhost:1' });
  await expect(all(lost.watch())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
