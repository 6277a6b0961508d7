import { once } from 'node:events';
import { createServer, type Http2Server } from 'node:http2';
import { expect, test } from '@jest/globals';
import { v1 } from 'movie-proto';
import { createMovieClient } from './create-movie-client.js';
import { FailingServer, rawMethod } from './testing/failing-server.js';

const PAGE = '<!DOCTYPE html><title>Not a movie server</title>';

/** Answers every call with a status, a content type and a body, as a web server or a proxy does. */
async function startForeignServer(status: number, contentType = 'text/html', body = PAGE) {
  const sessions = new Set<{ destroy(): void }>();
  const server: Http2Server & { calls?: number } = createServer();
  let calls = 0;
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream) => {
    calls += 1;
    stream.on('error', () => {});
    stream.respond({ ':status': status, 'content-type': contentType }, { endStream: body === '' });
    if (body !== '') stream.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    address: `127.0.0.1:${port}`,
    calls: () => calls,
    [Symbol.dispose]() {
      for (const session of sessions) session.destroy();
      server.close();
    },
  };
}

test.each([
  [200, 'text/html', PAGE],
  [200, 'text/plain', 'ok'],
  [200, 'application/json', '{}'],
  [200, 'text/html', ''],
  [301, 'text/html', ''],
  [404, 'text/html', PAGE],
  [502, 'text/html', PAGE],
])('an answer with HTTP status %d, %s and the body %j is not one of a gRPC server', async (status, type, body) => {
  using server = await startForeignServer(status, type, body);
  using client = createMovieClient({ address: server.address });
  const error = {
    code: 'UNAVAILABLE',
    reason: 'NOT_GRPC',
    message: `What answers at ${server.address} is not a gRPC server (HTTP status ${status}, ${type}).`,
    metadata: { httpStatus: String(status), contentType: type },
  };
  await expect(client.create({ title: 'New' })).rejects.toMatchObject(error);
  await expect(client.getListMovies()[Symbol.asyncIterator]().next()).rejects.toMatchObject(error);
});

test('a proxy that demands a login is no failure of the network', async () => {
  using server = await startForeignServer(401);
  using client = createMovieClient({ address: server.address });
  await expect(client.get('a')).rejects.toMatchObject({ code: 'UNAUTHENTICATED', reason: 'NOT_GRPC' });
});

const CREATE = rawMethod(v1.MovieServiceService.createMovie);
const LIST = rawMethod(v1.MovieServiceService.listMovies);

test.each([200, 404])('a list passes over an answer with HTTP status %d, for writes too', async (status) => {
  using foreign = await startForeignServer(status);
  using server = await FailingServer.start([CREATE, LIST], 0);
  using client = createMovieClient({ address: [foreign.address, server.address] });
  // The working server answers with no movie, which is an error of its own.
  await client.create({ title: 'New' }).catch(() => {});
  await client.listPage();
  await client.listPage();
  expect([foreign.calls(), server.calls(CREATE), server.calls(LIST)]).toEqual([2, 1, 2]);
});

test('a write is not repeated after a 502, whose proxy may have passed it on', async () => {
  using foreign = await startForeignServer(502);
  using server = await FailingServer.start([CREATE], 0);
  using client = createMovieClient({ address: [foreign.address, server.address] });
  await expect(client.create({ title: 'New' })).rejects.toMatchObject({ reason: 'NOT_GRPC' });
  expect(server.calls(CREATE)).toBe(0);
});
