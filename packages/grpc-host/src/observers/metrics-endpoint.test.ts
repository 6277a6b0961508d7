import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { ask, failure } from 'test-kit';
import { startTextServer } from '../testing/start-text-server.js';
import { textError } from '../testing/text-errors.js';
import { TextService } from '../testing/text-service.js';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks over HTTP, each time on a connection of its own. */
function get(port: number, path: string, { method = 'GET', host = '127.0.0.1', headers = {} } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host, port, path, method, headers, agent: false };
    const request = httpRequest(options, async (response) => {
      const body = (await response.setEncoding('utf8').toArray()).join('');
      resolve({ status: response.statusCode, headers: response.headers, body });
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
    const { status, headers, body } = await get(server.metricsPort, '/metrics');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
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

  test('reads the numbers of the program at each scrape', async () => {
    let number = 0;
    const read = () => number;
    const programMetrics = [
      { name: 'books_lent_total', help: 'Books lent.', kind: 'counter', read },
      { name: 'books_on_shelf', help: 'Books there.', kind: 'gauge', read: () => -number },
    ] as const;
    await using server = await startTextServer({}, { metricsPort: 0, programMetrics });
    for (number of [7, 9]) {
      const { body } = await get(server.metricsPort ?? 0, '/metrics');
      expect(body).toContain(
        `# HELP books_lent_total Books lent.\n# TYPE books_lent_total counter\nbooks_lent_total ${number}\n`,
      );
      expect(body).toContain(`# TYPE books_on_shelf gauge\nbooks_on_shelf ${-number}\n`);
    }
  });

  test('answers 500 with the reason when a metric can not be read, and goes on', async () => {
    let failing = true;
    const read = () => {
      if (failing) throw new Error('Out of paper');
      return 0;
    };
    const programMetrics = [{ name: 'pages', help: 'Pages.', kind: 'gauge', read }] as const;
    await using server = await startTextServer({}, { metricsPort: 0, programMetrics });
    const { status, body } = await get(server.metricsPort ?? 0, '/metrics');
    expect([status, body]).toEqual([500, "The metrics can't be collected: Out of paper.\n"]);
    failing = false;
    expect((await get(server.metricsPort ?? 0, '/metrics')).status).toBe(200);
  });

  test.each(['/', '/metrics/x', '/metricsx', '//metrics', '/?/metrics'])('answers %s with 404', async (path) => {
    await using server = await startWithMetrics();
    for (const method of ['GET', 'POST']) expect((await get(server.metricsPort, path, { method })).status).toBe(404);
  });

  test.each(['?format=prometheus', '?', '?name[]=a?b'])('takes a query, and ignores it: %s', async (query) => {
    await using server = await startWithMetrics();
    const { status, body } = await get(server.metricsPort, `/metrics${query}`);
    expect(status).toBe(200);
    expect(body).toContain('process_cpu_seconds_total');
  });

  test('answers HEAD as GET, without the metrics', async () => {
    await using server = await startWithMetrics();
    const { status, headers, body } = await get(server.metricsPort, '/metrics', { method: 'HEAD' });
    expect([status, headers['content-type'], body]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8', '']);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('answers %s with 405 and what is allowed', async (method) => {
    await using server = await startWithMetrics();
    const { status, headers } = await get(server.metricsPort, '/metrics', { method });
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test.each([
    'localhost',
    'LOCALHOST:9464',
    'localhost.:9464',
    '127.0.0.1:9464',
    '127.1.2.3',
    '[::1]:9464',
    '[0:0:0:0:0:0:0:1]',
  ])('answers whoever asks for %s', async (host) => {
    await using server = await startWithMetrics();
    expect((await get(server.metricsPort, '/metrics', { headers: { host } })).status).toBe(200);
  });

  test.each([
    'attacker.example',
    'attacker.example:9464',
    'localhost.attacker.example',
    '127.0.0.1.attacker.example',
    '127.attacker.example:1',
    '10.0.0.1',
  ])('tells nothing to a page of another name that leads here: %p', async (host) => {
    await using server = await startWithMetrics();
    const { status, body } = await get(server.metricsPort, '/metrics', { headers: { host } });
    expect(status).toBe(403);
    expect(body).not.toContain('process_');
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
