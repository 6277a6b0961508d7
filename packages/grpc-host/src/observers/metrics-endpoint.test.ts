import { request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { ask, failure } from 'test-kit';
import { startTextServer } from '../testing/start-text-server.js';
import { textError } from '../testing/text-errors.js';
import { TextService } from '../testing/text-service.js';

/** Asks over HTTP, each time on a connection of its own. */
function get(port: number, path: string, { method = 'GET', host = '127.0.0.1' } = {}) {
  return new Promise<{ status: number | undefined; type: string | undefined; body: string }>((resolve, reject) => {
    const request = httpRequest({ host, port, path, method, agent: false }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], body }));
    });
    request.on('error', reject).end();
  });
}

async function startWithMetrics() {
  const unary = () => {
    throw textError('TEXT_NOT_FOUND', 'No.');
  };
  const server = await startTextServer({ unary }, { metricsPort: 0 });
  return { ...server, metricsPort: server.metricsPort ?? 0 };
}

describe('metricsPort', () => {
  test('serves the calls and the process', async () => {
    await using server = await startWithMetrics();
    await ask(server.client, health.HealthService.check, { service: '' });
    await failure(ask(server.client, TextService.unary, ''));
    const { status, type, body } = await get(server.metricsPort, '/metrics');
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    const labels = 'grpc_type="unary",grpc_service="test.v1.TextService",grpc_method="Unary"';
    expect(body).toContain(`grpc_server_handled_total{${labels},grpc_code="NotFound"} 1`);
    expect(body).toContain('grpc_service="grpc.health.v1.Health"');
    expect(body).toContain('nodejs_eventloop_lag_seconds');
    expect(body).toContain('process_cpu_seconds_total');
  });

  test('names the metrics of calls by the prefix of its choice', async () => {
    await using server = await startTextServer({ unary: (text) => text }, { metricsPort: 0, metricsPrefix: 'books' });
    await ask(server.client, TextService.unary, '');
    const { body } = await get(server.metricsPort ?? 0, '/metrics');
    for (const name of ['started_total', 'handled_total', 'handling_seconds_count', 'msg_sent_total']) {
      expect(body).toContain(`books_${name}{`);
    }
    expect(body).not.toContain('grpc_server_');
  });

  test.each([
    ['GET', '/'],
    ['GET', '/metrics/x'],
    ['POST', '/metrics'],
  ])('answers %s %s with 404', async (method, path) => {
    await using server = await startWithMetrics();
    expect((await get(server.metricsPort, path, { method })).status).toBe(404);
  });

  test('answers this machine only', async () => {
    await using server = await startWithMetrics();
    const outside = Object.values(networkInterfaces())
      .flatMap((each) => each ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal);
    for (const { address: host } of outside) {
      await expect(get(server.metricsPort, '/metrics', { host })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  test('ends with the host', async () => {
    await using server = await startWithMetrics();
    await server.close(0);
    await expect(get(server.metricsPort, '/metrics')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('that is taken keeps the host from starting', async () => {
    await using server = await startWithMetrics();
    const port = server.metricsPort;
    await expect(startTextServer({}, { metricsPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  });

  test('is free again when the host itself can not listen', async () => {
    await using server = await startTextServer();
    await using probe = createServer();
    const metricsPort = await new Promise<number>((resolve) =>
      probe.listen(0, '127.0.0.1', () => {
        const address = probe.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      }),
    );
    await new Promise((resolve) => probe.close(resolve));
    await expect(startTextServer({}, { port: server.port, metricsPort })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await expect(get(metricsPort, '/metrics')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('left out, there is none', async () => {
    await using server = await startTextServer();
    expect(server.metricsPort).toBeUndefined();
  });
});
