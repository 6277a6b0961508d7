import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { type Client, status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { sampleMovie } from 'movie-catalog/testing';
import { MovieService } from 'movie-proto';
import { ask, download, failure } from 'test-kit';
import { startServer } from '../testing/start-server.js';

const { getMovieById, getListMovies } = MovieService;

// As a list they are 200 kB: three times what HTTP/2 lets a server send to readers on one connection that don't read.
const MANY = Array.from({ length: 5_000 }, (_, index) =>
  sampleMovie(`id-${index}`, { title: `Movie ${index}`, rating: 7.5, director: 'Someone' }),
);

async function get(client: Client, id: string) {
  return (await ask(client, getMovieById, { id })).response;
}

async function expectAnswer(client: Client): Promise<void> {
  expect(await get(client, 'id-42')).toMatchObject({ title: 'Movie 42' });
}

describe('GetMovieByID', () => {
  test('answers the movie with this id', async () => {
    await using server = await startServer({ movies: MANY });
    const expected = { id: 'id-7', title: 'Movie 7', rating: 7.5, director: 'Someone' };
    expect(await get(server.client, 'id-7')).toEqual(expected);
  });

  test.each(['nope', '', 'id-7 ', 'with "quotes"\n'])('answers NOT_FOUND, naming the id, for %j', async (id) => {
    await using server = await startServer({ movies: MANY });
    const message = `No movie has the id ${JSON.stringify(id)}.`;
    expect(await failure(get(server.client, id))).toMatchObject({ code: status.NOT_FOUND, message });
  });

  test('answers 500 calls, and goes on answering', async () => {
    await using server = await startServer({ movies: MANY });
    const inFlight = 100;
    for (let first = 0; first < 500; first += inFlight) {
      const ids = Array.from({ length: inFlight }, (_, index) => `id-${first + index}`);
      const movies = await Promise.all(ids.map((id) => get(server.client, id)));
      expect(movies.map(({ id }) => id)).toEqual(ids);
    }
    await expectAnswer(server.client);
  });
});

describe('GetListMovies', () => {
  test('streams every movie in the order of the database', async () => {
    await using server = await startServer({ movies: MANY });
    const titles: string[] = [];
    for await (const { title } of download(server.client, getListMovies, {})) titles.push(title);
    expect(titles).toEqual(MANY.map(({ title }) => title));
  });

  test('streams nothing from an empty database', async () => {
    await using server = await startServer();
    expect(await download(server.client, getListMovies, {}).toArray()).toEqual([]);
  });

  test('goes on answering after readers that leave half way', async () => {
    await using server = await startServer({ movies: MANY });
    for (let reader = 0; reader < 5; reader += 1) {
      const call = download(server.client, getListMovies, {});
      for await (const { id } of call) if (id === 'id-1000') break;
      call.cancel();
    }
    await expectAnswer(server.client);
  });

  test('goes on answering while readers are slow', async () => {
    await using server = await startServer({ movies: MANY });
    const readers = Array.from({ length: 20 }, () => download(server.client, getListMovies, {}));
    for (const reader of readers) await reader[Symbol.asyncIterator]().next();
    await expectAnswer(server.client);
    for (const reader of readers) reader.cancel();
  });
});

describe('a server that is sent nonsense goes on answering', () => {
  test.each([
    ['bytes that are no HTTP', Buffer.from('Good morning, movies!\r\n')],
    ['an HTTP/2 preface and then noise', Buffer.from(`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${'noise '.repeat(1_000)}`)],
  ])('%s', async (_name, bytes) => {
    await using server = await startServer({ movies: MANY });
    const socket = connectTcp(server.port, '127.0.0.1');
    // The server may close the connection while we still write: that is an answer too.
    socket.on('error', () => {});
    socket.resume().write(bytes);
    await once(socket, 'close');
    await expectAnswer(server.client);
  });

  test.each([
    ['a path that it does not serve', '/Movie/Delete', Buffer.alloc(0), status.UNIMPLEMENTED],
    ['a request cut short', getMovieById.path, Buffer.from('0a10616263', 'hex'), status.INTERNAL],
    ['a varint without an end', getMovieById.path, Buffer.alloc(16, 0xff), status.INTERNAL],
    ['a request of 10 MB', getMovieById.path, Buffer.alloc(10_000_000), status.RESOURCE_EXHAUSTED],
  ])('%s', async (_name, path, bytes, code) => {
    await using server = await startServer({ movies: MANY });
    const method = { ...getMovieById, path, requestSerialize: () => bytes };
    const error = await failure(ask(server.client, method, { id: '' }));
    expect(error.code).toBe(code);
    if (code === status.INTERNAL) expect(error.message).toContain('GetMovieByID');
    await expectAnswer(server.client);
  });
});
