import { once } from 'node:events';
import { type Client, status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { ask, download, failure } from 'test-kit';
import { startTextServer } from '../testing/start-text-server.js';

const { check, list, watch } = health.HealthService;
const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = health.HealthCheckResponse_ServingStatus;
const SERVICES = ['', 'test.v1.TextService'];

describe('Check', () => {
  test.each(SERVICES)('says that %p is serving', async (service) => {
    await using server = await startTextServer();
    expect((await ask(server.client, check, { service })).response).toEqual({ status: SERVING });
  });

  test('does not know other services', async () => {
    await using server = await startTextServer();
    const error = await failure(ask(server.client, check, { service: 'test.v1.Nothing' }));
    expect(error).toMatchObject({ code: status.NOT_FOUND, reason: 'UNKNOWN_SERVICE', domain: 'grpc-host' });
    expect(error.message).toContain('"test.v1.Nothing"');
  });
});

test('List has all of them', async () => {
  await using server = await startTextServer();
  const { response } = await ask(server.client, list, {});
  expect(response.statuses).toEqual(Object.fromEntries(SERVICES.map((name) => [name, { status: SERVING }])));
});

describe('Watch', () => {
  const watchFrom = (client: Client, service: string) => {
    const call = download(client, watch, { service });
    const seen: health.HealthCheckResponse_ServingStatus[] = [];
    call.on('data', ({ status }) => seen.push(status));
    return { call, seen, ended: failure(new Promise((_resolve, reject) => call.on('error', reject))) };
  };

  test.each(SERVICES)('of %p says SERVING, NOT_SERVING once a shutdown begins, and then ends', async (service) => {
    await using server = await startTextServer();
    const { call, seen, ended } = watchFrom(server.client, service);
    await once(call, 'data');
    await server.close(10_000);
    expect(await ended).toMatchObject({ code: status.UNAVAILABLE, reason: 'SHUTTING_DOWN' });
    expect(seen).toEqual([SERVING, NOT_SERVING]);
  });

  test('of a service that is not there goes on', async () => {
    await using server = await startTextServer();
    const { call, seen, ended } = watchFrom(server.client, 'test.v1.Nothing');
    await once(call, 'data');
    await server.close(10_000);
    expect((await ended).code).toBe(status.UNAVAILABLE);
    expect(seen).toEqual([SERVICE_UNKNOWN]);
  });
});
