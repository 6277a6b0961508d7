import { once } from 'node:events';
import { readFile, symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { EventLog, TemporaryFolder } from 'test-kit';
import { runClient } from './testing/client-process.js';
import { repository } from './testing/repository.js';
import { startServer } from './testing/server-process.js';

/** What OTLP sends, as far as the test looks at it. */
interface Span {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

interface Metric {
  readonly name: string;
  readonly histogram?: { readonly dataPoints: readonly { readonly attributes: unknown }[] };
}

interface Export {
  readonly resourceSpans?: readonly { readonly scopeSpans: readonly { readonly spans: readonly Span[] }[] }[];
  readonly resourceMetrics?: readonly { readonly scopeMetrics: readonly { readonly metrics: readonly Metric[] }[] }[];
}

const SERVER = 2;
const CLIENT = 3;

/** Takes what SDKs send by OTLP over HTTP. */
class Collector implements AsyncDisposable {
  readonly spans = new EventLog<Span>();
  readonly metrics = new EventLog<Metric>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const { resourceSpans = [], resourceMetrics = [] } = (await json(request)) as Export;
      for (const { scopeSpans } of resourceSpans) for (const { spans } of scopeSpans) spans.forEach(this.spans.add);
      for (const { scopeMetrics } of resourceMetrics) {
        for (const { metrics } of scopeMetrics) metrics.forEach(this.metrics.add);
      }
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    // A server on a TCP port has an address of this kind.
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Sets up what docs/operations.md says, in a folder with the SDK. */
async function writeTracing(folder: TemporaryFolder): Promise<string> {
  const docs = await readFile(join(repository, 'docs/operations.md'), 'utf8');
  const [, code = ''] = /`tracing\.mjs`:\n\n```js\n(.*?)```/s.exec(docs) ?? [];
  await symlink(join(repository, 'packages/movie-e2e/node_modules'), folder.file('node_modules'), 'junction');
  return folder.write('tracing.mjs', code);
}

test('with an SDK as the docs set it up, a call is one trace from client to server, and is measured', async () => {
  await using collector = new Collector();
  using folder = new TemporaryFolder();
  const env = {
    NODE_OPTIONS: `--import ${pathToFileURL(await writeTracing(folder))}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: await collector.listen(),
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_METRIC_EXPORT_INTERVAL: '100',
    OTEL_METRIC_EXPORT_TIMEOUT: '100',
    OTEL_BSP_SCHEDULE_DELAY: '100',
  };
  await using server = await startServer([], { env });
  const { code, stderr } = await runClient(['get', '720d006c-3a57-4b6a-b18f-9b713b073f3c'], {
    env: { ...env, MOVIE_ADDRESS: server.address },
  });
  expect([code, stderr]).toEqual([0, '']);

  const served = await collector.spans.first(({ kind }) => kind === SERVER);
  const called = await collector.spans.first(({ kind }) => kind === CLIENT);
  expect([served.name, called.name]).toEqual([
    'movie.v1.MovieService/LookupMovies',
    'movie.v1.MovieService/LookupMovies',
  ]);
  expect([served.traceId, served.parentSpanId]).toEqual([called.traceId, called.spanId]);

  const { histogram } = await collector.metrics.first(({ name }) => name === 'rpc.server.call.duration');
  expect(histogram?.dataPoints).toEqual([
    expect.objectContaining({
      attributes: expect.arrayContaining([{ key: 'rpc.status_code', value: { stringValue: 'OK' } }]),
    }),
  ]);
});
