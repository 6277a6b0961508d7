import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from '@jest/globals';
import { health } from 'movie-proto';
import { ask, connect, download, failure } from '../testing/call.js';
import { cleanUp } from '../testing/clean-up.js';
import { startServer } from '../testing/start-server.js';

afterEach(cleanUp);

const { check, list, watch } = health.HealthService;
const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = health.HealthCheckResponse_ServingStatus;
const SERVICES = ['', 'Movie', 'movie.v1.MovieService'];

describe('Check', () => {
  test.each(SERVICES)('says that %p is serving', async (service) => {
    const { address } = await startServer();
    expect((await ask(connect(address), check, { service })).response).toEqual({ status: SERVING });
  });

  test('does not know other services', async () => {
    const { address } = await startServer();
    const error = await failure(ask(connect(address), check, { service: 'movie.v1.Nothing' }));
    expect(error).toMatchObject({ code: status.NOT_FOUND, reason: 'UNKNOWN_SERVICE' });
    expect(error.message).toContain('"movie.v1.Nothing"');
  });
});

test('List tells all of them', async () => {
  const { address } = await startServer();
  const { response } = await ask(connect(address), list, {});
  expect(response.statuses).toEqual(Object.fromEntries(SERVICES.map((name) => [name, { status: SERVING }])));
});

describe('Watch', () => {
  const watchFrom = (address: string, service: string) => {
    const call = download(connect(address), watch, { service });
    const told: health.HealthCheckResponse_ServingStatus[] = [];
    call.on('data', ({ status }) => told.push(status));
    return { call, told, ended: failure(new Promise((_resolve, reject) => call.on('error', reject))) };
  };

  test.each(SERVICES)('tells of %p SERVING, NOT_SERVING once a shutdown begins, and then ends', async (service) => {
    const { address, close } = await startServer();
    const { call, told, ended } = watchFrom(address, service);
    await once(call, 'data');
    await close(10_000);
    expect(await ended).toMatchObject({ code: status.UNAVAILABLE, reason: 'SHUTTING_DOWN' });
    expect(told).toEqual([SERVING, NOT_SERVING]);
  });

  test('goes on for a service that is not there', async () => {
    const { address, close } = await startServer();
    const { call, told, ended } = watchFrom(address, 'movie.v1.Nothing');
    await once(call, 'data');
    await close(10_000);
    expect((await ended).code).toBe(status.UNAVAILABLE);
    expect(told).toEqual([SERVICE_UNKNOWN]);
  });
});
