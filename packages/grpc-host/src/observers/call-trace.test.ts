import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { ask, download, failure, metadataOf, TemporaryFolder } from 'test-kit';
import { TrustedProxies } from '../listener/trusted-proxies.js';
import type { Handlers } from '../service.js';
import { startTextServer, type TextServer, type TextServerOptions } from '../testing/start-text-server.js';
import { textError } from '../testing/text-errors.js';
import { TextService } from '../testing/text-service.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT_ID = '00f067aa0ba902b7';
const TRACEPARENT = metadataOf({ traceparent: `00-${TRACE_ID}-${PARENT_ID}-01` });

function startTracedServer(options: TextServerOptions = {}): Promise<TextServer> {
  const work = () => trace.getTracer('test').startActiveSpan('work', (span) => span.end());
  const handlers: Partial<Handlers<typeof TextService>> = {
    async unary(text) {
      await new Promise(setImmediate);
      work();
      if (text === 'fail') throw new Error('A fault.');
      if (text === 'unknown') throw textError('TEXT_NOT_FOUND', 'No.');
      return trace.getActiveSpan()?.spanContext().traceId ?? 'no span';
    },
    async *download() {
      work();
      yield trace.getActiveSpan()?.spanContext().traceId ?? 'no span';
    },
  };
  return startTextServer(handlers, options);
}

const isWindows = process.platform === 'win32';
const onUnixSockets = isWindows ? test.skip : test;
const skippedOnWindows = isWindows ? ' (skipped: Windows has none that gRPC clients take)' : '';

describe('with an OpenTelemetry SDK', () => {
  const exporter = new InMemorySpanExporter();

  beforeEach(() => {
    exporter.reset();
    new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
  });

  afterEach(() => {
    for (const api of [trace, context, propagation]) api.disable();
  });

  const spanNamed = (name: string) => {
    const span = exporter.getFinishedSpans().find((candidate) => candidate.name === name);
    if (!span) throw new Error(`There is no span ${name}.`);
    return span;
  };

  test("a call is a span below the caller's, by the conventions for RPC", async () => {
    await using server = await startTracedServer();
    await ask(server.client, TextService.unary, '', TRACEPARENT);
    const span = spanNamed('test.v1.TextService/Unary');
    expect(span.kind).toBe(SpanKind.SERVER);
    expect(span.spanContext().traceId).toBe(TRACE_ID);
    expect(span.parentSpanContext?.spanId).toBe(PARENT_ID);
    expect(span.attributes).toEqual({
      'rpc.system.name': 'grpc',
      'rpc.method': 'test.v1.TextService/Unary',
      'rpc.status_code': 'OK',
      'network.peer.address': '127.0.0.1',
      'network.peer.port': expect.any(Number),
    });
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
  });

  test('behind a proxy, the proxy is the peer and the caller the client', async () => {
    await using server = await startTracedServer({ trustedProxies: new TrustedProxies(['127.0.0.1']) });
    await ask(server.client, TextService.unary, '', metadataOf({ 'x-forwarded-for': '203.0.113.7' }));
    expect(spanNamed('test.v1.TextService/Unary').attributes).toMatchObject({
      'network.peer.address': '127.0.0.1',
      'network.peer.port': expect.any(Number),
      'client.address': '203.0.113.7',
    });
  });

  onUnixSockets(`a Unix socket has no address${skippedOnWindows}`, async () => {
    using folder = new TemporaryFolder();
    await using server = await startTracedServer({ host: `unix:${folder.file('m.sock')}` });
    await ask(server.client, TextService.unary, '');
    const { attributes } = spanNamed('test.v1.TextService/Unary');
    expect(attributes).toMatchObject({ 'network.transport': 'unix' });
    expect(attributes).not.toHaveProperty(['network.peer.address']);
  });

  test("a handler's own span is its child, also of a generator", async () => {
    await using server = await startTracedServer();
    expect((await ask(server.client, TextService.unary, '', TRACEPARENT)).response).toBe(TRACE_ID);
    expect(spanNamed('work').parentSpanContext?.spanId).toBe(
      spanNamed('test.v1.TextService/Unary').spanContext().spanId,
    );
    exporter.reset();
    expect(await download(server.client, TextService.download, '', TRACEPARENT).toArray()).toEqual([TRACE_ID]);
    expect(spanNamed('work').parentSpanContext?.spanId).toBe(
      spanNamed('test.v1.TextService/Download').spanContext().spanId,
    );
  });

  test('a call without a trace begins one, and so does one whose traceparent is none', async () => {
    await using server = await startTracedServer();
    for (const metadata of [undefined, metadataOf({ traceparent: 'nonsense' })]) {
      exporter.reset();
      await ask(server.client, TextService.unary, '', metadata);
      expect(spanNamed('test.v1.TextService/Unary').parentSpanContext).toBeUndefined();
    }
  });

  test("a fault of the server is the span's error, a caller's is not", async () => {
    await using server = await startTracedServer();
    expect((await failure(ask(server.client, TextService.unary, 'fail'))).code).toBe(status.INTERNAL);
    const fault = spanNamed('test.v1.TextService/Unary');
    expect(fault.status).toEqual({ code: SpanStatusCode.ERROR, message: 'INTERNAL' });
    expect(fault.attributes).toMatchObject({ 'rpc.status_code': 'INTERNAL', 'error.type': 'INTERNAL' });
    exporter.reset();
    expect((await failure(ask(server.client, TextService.unary, 'unknown'))).code).toBe(status.NOT_FOUND);
    const span = spanNamed('test.v1.TextService/Unary');
    expect(span.status.code).toBe(SpanStatusCode.UNSET);
    expect(span.attributes).toMatchObject({ 'rpc.status_code': 'NOT_FOUND' });
    expect(span.attributes).not.toHaveProperty('error.type');
  });

  test('a method that the server does not have is no name', async () => {
    await using server = await startTracedServer();
    const unknown = { ...TextService.unary, path: '/test.v1.TextService/Guess' };
    expect((await failure(ask(server.client, unknown, ''))).code).toBe(status.UNIMPLEMENTED);
    expect(spanNamed('grpc').attributes).toMatchObject({
      'rpc.method': '_OTHER',
      'rpc.method_original': 'test.v1.TextService/Guess',
      'rpc.status_code': 'UNIMPLEMENTED',
    });
  });

  test('an overload is an error of the server as well', async () => {
    await using server = await startTextServer({ unary: () => Promise.reject(textError('TEXTS_BUSY', 'No.')) });
    await failure(ask(server.client, TextService.unary, ''));
    expect(spanNamed('test.v1.TextService/Unary').status.code).toBe(SpanStatusCode.ERROR);
  });
});

test('without an SDK, nothing happens', async () => {
  await using server = await startTracedServer();
  expect((await ask(server.client, TextService.unary, '', TRACEPARENT)).response).toBe('no span');
});
