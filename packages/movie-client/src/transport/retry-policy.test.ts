import { credentials, Metadata } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { MovieService, READS, v1 } from 'movie-proto';
import { FailingServer, type RawMethod, rawMethod } from '../testing/failing-server.js';
import { channelOptions } from './channel-options.js';
import { Connection } from './connection.js';
import { Servers } from './servers.js';
import { parseTarget } from './target.js';

const SETTINGS = { signal: undefined, deadline: Number.POSITIVE_INFINITY };
const NOTHING = Buffer.alloc(0);

const CONTRACT = [...Object.values(MovieService), ...Object.values(v1.MovieServiceService)].map(rawMethod);
const WATCH = v1.MovieServiceService.watchMovies.path;
const RETRIED = CONTRACT.filter(({ path, requestStream }) => READS.has(path) && !requestStream && path !== WATCH);

function connectionTo({ address }: FailingServer): Connection & Disposable {
  const connection = new Connection(parseTarget(address), {
    credentials: credentials.createInsecure(),
    channelOptions: channelOptions(parseTarget(address), undefined),
    metadata: async () => new Metadata(),
  });
  return Object.assign(connection, { [Symbol.dispose]: () => connection.close() });
}

/** Makes a call of any kind to its end. */
async function call(connection: Connection, method: RawMethod): Promise<void> {
  const { requestStream, responseStream } = method;
  if (!responseStream) {
    if (requestStream) await connection.clientStream(method, [NOTHING], SETTINGS);
    else await connection.unary(method, NOTHING, SETTINGS);
    return;
  }
  const responses = requestStream
    ? connection.bidiStream(method, [NOTHING], SETTINGS)
    : connection.serverStream(method, NOTHING, SETTINGS);
  for await (const _ of responses);
}

describe('a call that is UNAVAILABLE at first', () => {
  test.each(RETRIED)('is made again if it reads and has one request: $path', async (method) => {
    using server = await FailingServer.start([method], 2);
    using connection = connectionTo(server);
    await call(connection, method);
    expect(server.calls(method)).toBe(3);
  });

  const others = CONTRACT.filter((method) => !RETRIED.includes(method));
  test.each(others)('is not made again if it writes, streams requests or resumes by itself: $path', async (method) => {
    using server = await FailingServer.start([method], 1);
    using connection = connectionTo(server);
    await expect(call(connection, method)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(server.calls(method)).toBe(1);
  });

  test('is made again if it is a health check', async () => {
    const check = rawMethod(health.HealthService.check);
    using server = await FailingServer.start([check], 1);
    using connection = connectionTo(server);
    await call(connection, check);
    expect(server.calls(check)).toBe(2);
  });

  test('covers every write of the contract and every read', () => {
    expect(RETRIED.map(({ path }) => path)).toEqual(expect.arrayContaining(['/movie.v1.MovieService/GetMovie']));
    expect(others.map(({ path }) => path)).toEqual(
      expect.arrayContaining(
        ['CreateMovie', 'UpdateMovie', 'DeleteMovie'].map((name) => `/movie.v1.MovieService/${name}`),
      ),
    );
  });
});

describe('with a second server', () => {
  const read = rawMethod(v1.MovieServiceService.getMovie);
  const write = rawMethod(v1.MovieServiceService.createMovie);

  test('a read goes there when the first stays UNAVAILABLE, and a write does not', async () => {
    using failing = await FailingServer.start([read, write], Number.POSITIVE_INFINITY);
    using working = await FailingServer.start([read, write], 0);
    using first = connectionTo(failing);
    using second = connectionTo(working);
    await new Servers([first, second]).unary(read, NOTHING, SETTINGS);
    expect([failing.calls(read), working.calls(read)]).toEqual([4, 1]);

    const writing = new Servers([first, second]).unary(write, NOTHING, SETTINGS);
    await expect(writing).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect([failing.calls(write), working.calls(write)]).toEqual([1, 0]);
  });
});
