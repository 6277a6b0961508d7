import { expect, test } from '@jest/globals';
import { v1 } from 'movie-proto';
import { beginResponse, endResponse, RawServer } from 'test-kit';
import { createMovieClient } from './create-movie-client.js';
import { FailingServer, rawMethod } from './testing/failing-server.js';

const PAGE = '<!DOCTYPE html><title>Not a movie server</title>';

/** A server that answers every call with a status, a content type and a body, as a web server or a proxy does. */
async function startForeignServer(status: number, contentType = 'text/html', body = PAGE, onCall = () => {}) {
  return await RawServer.start(({ stream }) => {
    onCall();
    stream.respond({ ':status': status, ...(contentType && { 'content-type': contentType }) }, { endStream: !body });
    if (body) stream.end(body);
  });
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
  await using server = await startForeignServer(status, type, body);
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

test('an answer without a content type is not one of a gRPC server', async () => {
  await using server = await startForeignServer(200, '');
  using client = createMovieClient({ address: server.address });
  const message = `What answers at ${server.address} is not a gRPC server (HTTP status 200).`;
  await expect(client.create({ title: 'New' })).rejects.toMatchObject({ reason: 'NOT_GRPC', message });
});

test('a proxy that demands a login is no failure of the network', async () => {
  await using server = await startForeignServer(401);
  using client = createMovieClient({ address: server.address });
  await expect(client.get('a')).rejects.toMatchObject({ code: 'UNAUTHENTICATED', reason: 'NOT_GRPC' });
});

const CREATE = rawMethod(v1.MovieServiceService.createMovie);
const LIST = rawMethod(v1.MovieServiceService.listMovies);

test.each([200, 404])('a list passes over an answer with HTTP status %d, for writes too', async (status) => {
  let foreignCalls = 0;
  await using foreign = await startForeignServer(status, 'text/html', PAGE, () => {
    foreignCalls += 1;
  });
  using server = await FailingServer.start([CREATE, LIST], 0);
  using client = createMovieClient({ address: [foreign.address, server.address] });
  // The working server answers with no movie, which is an error of its own.
  await client.create({ title: 'New' }).catch(() => {});
  await client.listPage();
  await client.listPage();
  expect([foreignCalls, server.calls(CREATE), server.calls(LIST)]).toEqual([2, 1, 2]);
});

test('a write is not repeated after a 502, whose proxy may have passed it on', async () => {
  await using foreign = await startForeignServer(502);
  using server = await FailingServer.start([CREATE], 0);
  using client = createMovieClient({ address: [foreign.address, server.address] });
  await expect(client.create({ title: 'New' })).rejects.toMatchObject({ reason: 'NOT_GRPC' });
  expect(server.calls(CREATE)).toBe(0);
});

test.each([0, 2, 8])('a write is not repeated if RST_STREAM %d is all that comes back', async (code) => {
  const creates: string[] = [];
  const readAndReset = () =>
    RawServer.start(({ stream, path }) => {
      creates.push(path);
      stream.resume().once('end', () => stream.close(code));
    });
  await using first = await readAndReset();
  await using second = await readAndReset();
  using client = createMovieClient({ address: [first.address, second.address] });
  await expect(client.create({ title: 'New' })).rejects.toMatchObject({ reason: undefined, address: first.address });
  expect(creates).toEqual([CREATE.path]);
});

test.each([
  [3, 3],
  [1_500, undefined],
])('an import of %d movies passes over a web server if it can send them all again', async (count, createdCount) => {
  await using foreign = await RawServer.start(({ stream }) => {
    stream
      .resume()
      .once('end', () => stream.respond({ ':status': 404, 'content-type': 'text/html' }, { endStream: true }));
  });
  const imported: string[] = [];
  await using server = await RawServer.start(({ stream, path }) => {
    imported.push(path);
    stream.resume().once('end', () => {
      const result = v1.ImportMoviesResponse.create({ createdCount: count });
      beginResponse(stream, [v1.ImportMoviesResponse.encode(result).finish()]);
      endResponse(stream, { 'grpc-status': '0' });
    });
  });
  using client = createMovieClient({ address: [foreign.address, server.address] });
  function* movies() {
    for (let index = 0; index < count; index += 1) yield { title: 'New' };
  }
  const outcome = await client.import(movies()).catch((error: unknown) => error);
  expect(outcome).toMatchObject(createdCount === undefined ? { reason: 'NOT_GRPC' } : { createdCount });
  expect(imported).toHaveLength(createdCount === undefined ? 0 : 1);
});
