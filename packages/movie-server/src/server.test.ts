import { request as httpRequest } from 'node:http';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { ask, failure, metadataOf } from 'test-kit';
import { importOf, movieCalls } from './testing/movie-calls.js';
import { startServer } from './testing/start-server.js';
import { WatchReader } from './testing/watch-reader.js';

const A = { id: 'a', title: 'A' };

describe('--watch-history', () => {
  test('is how many changes a watcher can have missed', async () => {
    await using server = await startServer({ flags: ['--watch-history', '2'] });
    const { create } = movieCalls(server.client);
    using watch = new WatchReader(server.client, { skipExisting: true });
    const { resumeToken } = await watch.next();
    for (const id of ['a', 'b']) await create({ id, title: 'T' });
    using inTime = new WatchReader(server.client, { resumeToken });
    expect((await inTime.next()).event).toMatchObject({ $case: 'created', value: { id: 'a' } });
    await create({ id: 'c', title: 'T' });
    using late = new WatchReader(server.client, { resumeToken });
    expect(await failure(late.next())).toMatchObject({ code: status.OUT_OF_RANGE, reason: 'RESUME_TOKEN_EXPIRED' });
  });
});

describe('--watch-checkpoint', () => {
  test('is after how long a silent watch sends a checkpoint', async () => {
    await using server = await startServer({ flags: ['--watch-checkpoint', '100ms'] });
    using watch = new WatchReader(server.client);
    for (const { event } of await watch.take(3))
      expect(event).toEqual({ $case: 'checkpoint', value: { totalSize: 0, revision: '' } });
  });
});

describe('--max-import-size', () => {
  const TWO = importOf([A, { id: 'b', title: 'B' }]);

  test('refuses a larger import as a whole', async () => {
    await using server = await startServer({ flags: ['--max-import-size', '200B'] });
    const error = await failure(movieCalls(server.client).importAll(TWO));
    expect(error).toMatchObject({ code: status.RESOURCE_EXHAUSTED, reason: 'IMPORT_TOO_LARGE' });
    expect(server.catalog.size).toBe(0);
  });

  test('takes one that is not', async () => {
    await using server = await startServer({ flags: ['--max-import-size', '1KiB'] });
    expect(await movieCalls(server.client).importAll(TWO)).toMatchObject({ createdCount: 2 });
  });
});

describe('--max-message-size and --max-metadata-size', () => {
  test('reach the calls of the movie services', async () => {
    const flags = ['--max-message-size', '1KiB', '--max-metadata-size', '2KiB'];
    await using server = await startServer({ flags });
    const { create } = movieCalls(server.client);
    const large = await failure(create({ title: 'x'.repeat(1_100) }));
    expect(large.code).toBe(status.RESOURCE_EXHAUSTED);
    const metadata = metadataOf({ 'x-large': 'x'.repeat(2_048) });
    expect(await failure(movieCalls(server.client, metadata).create(A))).toMatchObject({
      reason: 'METADATA_TOO_LARGE',
    });
    await create(A);
  });
});

describe('--metrics-port', () => {
  test('serves metrics that count the calls of the movie services', async () => {
    await using server = await startServer({ flags: ['--metrics-port', '0'] });
    await failure(movieCalls(server.client).get('nothing'));
    expect(await scrape(server.metricsPort ?? 0)).toContain(
      'grpc_server_handled_total{grpc_type="unary",grpc_service="movie.v1.MovieService",grpc_method="GetMovie",grpc_code="NotFound"} 1',
    );
  });
});

test('the health of both services is SERVING', async () => {
  await using server = await startServer();
  const { response } = await ask(server.client, health.HealthService.list, {});
  const serving = { status: health.HealthCheckResponse_ServingStatus.SERVING };
  expect(response.statuses).toMatchObject({ Movie: serving, 'movie.v1.MovieService': serving });
});

function scrape(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path: '/metrics', agent: false }, async (response) => {
      resolve((await response.setEncoding('utf8').toArray()).join(''));
    });
    request.on('error', reject).end();
  });
}
