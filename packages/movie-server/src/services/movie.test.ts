import { once } from 'node:events';
import { connect } from 'node:net';
import { Client, credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createMovieClient, type MovieClient } from 'movie-client';
import type { Movie } from '../catalog/movie.js';
import { startServer, type TestServer } from '../testing/start-server.js';

const LOOPBACK = '127.0.0.1';
// Enough to fill every buffer between the server and a reader many times over.
const MANY: readonly Movie[] = Array.from({ length: 20_000 }, (_, index) => movie(`id-${index}`, `Movie ${index}`));

let server: TestServer;
let client: MovieClient;

beforeEach(async () => {
  server = await startServer({ movies: MANY });
  client = createMovieClient({ address: server.address });
});

afterEach(async () => {
  client.close();
  await server.close(0);
});

describe('GetMovieByID', () => {
  test('answers the movie with this id', async () => {
    const expected = { id: 'id-7', title: 'Movie 7', rating: 7.5, director: 'Somebody' };
    expect(await client.getMovieById('id-7')).toEqual(expected);
  });

  test.each(['nope', '', 'id-7 ', 'with "quotes"\n'])('answers NOT_FOUND, naming the id, for %j', async (id) => {
    const message = expect.stringContaining(JSON.stringify(id));
    await expect(client.getMovieById(id)).rejects.toMatchObject({ name: 'MovieError', code: 'NOT_FOUND', message });
  });

  test('answers 10,000 calls, and goes on answering', async () => {
    const inFlight = 100;
    for (let first = 0; first < 10_000; first += inFlight) {
      const ids = Array.from({ length: inFlight }, (_, index) => `id-${first + index}`);
      const movies = await Promise.all(ids.map((id) => client.getMovieById(id)));
      expect(movies.map(({ id }) => id)).toEqual(ids);
    }
    await expectAnswers();
  });
});

describe('GetListMovies', () => {
  test('streams every movie in the order of the database', async () => {
    const titles: string[] = [];
    for await (const { title } of client.getListMovies()) titles.push(title);
    expect(titles).toEqual(MANY.map(({ title }) => title));
  });

  test('streams nothing from an empty database', async () => {
    const empty = await startServer({ movies: [] });
    const caller = createMovieClient({ address: empty.address });
    for await (const { title } of caller.getListMovies()) throw new Error(`There is no movie, and ${title} came.`);
    caller.close();
    await empty.close(0);
  });

  test('goes on answering after readers that leave half way', async () => {
    for (let reader = 0; reader < 20; reader += 1) {
      for await (const { id } of client.getListMovies()) if (id === 'id-1000') break;
    }
    await expectAnswers();
  });

  test('goes on answering while readers are slow', async () => {
    const readers = Array.from({ length: 20 }, () => client.getListMovies()[Symbol.asyncIterator]());
    for (const reader of readers) await reader.next();
    await expectAnswers();
    for (const reader of readers) await reader.return?.();
  });
});

describe('a server that is sent nonsense goes on answering', () => {
  test.each([
    ['bytes that are no HTTP/2', Buffer.from('GET / HTTP/1.1\r\nHost: movies\r\n\r\n')],
    ['an HTTP/2 preface and then noise', Buffer.from(`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${'noise '.repeat(1_000)}`)],
  ])('%s', async (_name, bytes) => {
    const socket = connect(server.port, LOOPBACK);
    // The server may close the connection while we still write: that is an answer too.
    socket.on('error', () => {});
    socket.resume().write(bytes);
    await once(socket, 'close');
    await expectAnswers();
  });

  test('a path that it does not serve', async () => {
    expect(await call('/Movie/Delete', Buffer.alloc(0))).toMatch(/^12 UNIMPLEMENTED/);
    await expectAnswers();
  });

  test.each([
    ['a request cut short', '0a10616263'],
    ['a varint without an end', 'ffffffffffffffffffffffffffffffff'],
  ])('%s', async (_name, hex) => {
    expect(await call('/Movie/GetMovieByID', Buffer.from(hex, 'hex'))).toMatch(/^13 INTERNAL: .*GetMovieByID/);
    await expectAnswers();
  });

  test('a request of 10 MB', async () => {
    expect(await call('/Movie/GetMovieByID', Buffer.alloc(10_000_000))).toMatch(/^8 RESOURCE_EXHAUSTED/);
    await expectAnswers();
  });
});

/** Calls with bytes of our own; gives what the error says. */
async function call(path: string, request: Buffer): Promise<string> {
  const caller = new Client(server.address, credentials.createInsecure());
  const same = (bytes: Buffer) => bytes;
  const message = await new Promise<string>((resolve) => {
    caller.makeUnaryRequest(path, same, same, request, (error) => resolve(error?.message ?? 'It was answered.'));
  });
  caller.close();
  return message;
}

async function expectAnswers(): Promise<void> {
  expect(await client.getMovieById('id-42')).toMatchObject({ title: 'Movie 42' });
}

function movie(id: string, title: string): Movie {
  return { id, title, rating: 7.5, director: 'Somebody', releaseYear: 0, genres: [] };
}
