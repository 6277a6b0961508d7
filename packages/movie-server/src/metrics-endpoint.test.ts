import { request as httpRequest } from 'node:http';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, test } from '@jest/globals';
import { health, MovieService } from 'movie-proto';
import { ask, connect, failure } from './testing/call.js';
import { cleanUp } from './testing/clean-up.js';
import { startServer } from './testing/start-server.js';

afterEach(cleanUp);

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
  const server = await startServer({ flags: ['--metrics-port', '0'] });
  return { ...server, metricsPort: server.metricsPort ?? 0 };
}

describe('--metrics-port', () => {
  test('serves the calls and the process', async () => {
    const { address, metricsPort } = await startWithMetrics();
    const client = connect(address);
    await ask(client, health.HealthService.check, { service: '' });
    await failure(ask(client, MovieService.getMovieById, { id: 'nothing' }));
    const { status, type, body } = await get(metricsPort, '/metrics');
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(body).toContain(
      'grpc_server_handled_total{grpc_type="unary",grpc_service="Movie",grpc_method="GetMovieByID",grpc_code="NotFound"} 1',
    );
    expect(body).toContain('grpc_service="grpc.health.v1.Health"');
    expect(body).toContain('nodejs_eventloop_lag_seconds');
    expect(body).toContain('process_cpu_seconds_total');
  });

  test.each([
    ['GET', '/'],
    ['GET', '/metrics/x'],
    ['POST', '/metrics'],
  ])('answers %s %s with 404', async (method, path) => {
    const { metricsPort } = await startWithMetrics();
    expect((await get(metricsPort, path, { method })).status).toBe(404);
  });

  test('answers this machine only', async () => {
    const { metricsPort } = await startWithMetrics();
    const outside = Object.values(networkInterfaces())
      .flat()
      .filter((each) => each !== undefined && each.family === 'IPv4' && !each.internal);
    for (const { address: host } of outside.flatMap((each) => each ?? [])) {
      await expect(get(metricsPort, '/metrics', { host })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
  });

  test('ends with the server', async () => {
    const { metricsPort, close } = await startWithMetrics();
    await close(0);
    await expect(get(metricsPort, '/metrics')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('off, there is none', async () => {
    expect((await startServer()).metricsPort).toBeUndefined();
  });
});
