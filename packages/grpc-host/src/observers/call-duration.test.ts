import { afterEach, expect, test } from '@jest/globals';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { ask, failure } from 'test-kit';
import { Notes } from '../testing/note-service.js';
import { startNoteServer } from '../testing/start-note-server.js';
import { startTextServer } from '../testing/start-text-server.js';
import { textError } from '../testing/text-errors.js';
import { TextService } from '../testing/text-service.js';

afterEach(() => metrics.disable());

test("an OpenTelemetry SDK gets the calls' durations, by the conventions for RPC, also one set up later", async () => {
  await using server = await startTextServer({
    unary(text) {
      if (text === 'fail') throw new Error('A fault.');
      if (text === 'unknown') throw textError('TEXT_NOT_FOUND', 'No.');
      return text;
    },
  });
  await ask(server.client, TextService.unary, 'before');

  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
  metrics.setGlobalMeterProvider(provider);
  await ask(server.client, TextService.unary, '');
  await ask(server.client, TextService.unary, '');
  await failure(ask(server.client, TextService.unary, 'fail'));
  await failure(ask(server.client, TextService.unary, 'unknown'));
  await provider.forceFlush();

  const [duration, ...others] = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics[0]?.metrics ?? []);
  expect(others).toEqual([]);
  expect(duration?.descriptor).toMatchObject({ name: 'rpc.server.call.duration', unit: 's' });
  const method = { 'rpc.system.name': 'grpc', 'rpc.method': 'test.v1.TextService/Unary' };
  expect(duration?.dataPoints.map(({ attributes, value }) => ({ attributes, value }))).toEqual([
    { attributes: { ...method, 'rpc.status_code': 'OK' }, value: expect.objectContaining({ count: 2 }) },
    {
      attributes: { ...method, 'rpc.status_code': 'INTERNAL', 'error.type': 'INTERNAL' },
      value: expect.objectContaining({ count: 1 }),
    },
    { attributes: { ...method, 'rpc.status_code': 'NOT_FOUND' }, value: expect.objectContaining({ count: 1 }) },
  ]);
  await provider.shutdown();
});

test('calls of Connect are counted apart, as the conventions want it', async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const provider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter })] });
  metrics.setGlobalMeterProvider(provider);
  await using server = await startNoteServer();
  await ask(server.client, Notes.get, { text: '' });
  for (const type of ['json', 'grpc-web+json']) {
    const answer = await server.call('Get', {}, { headers: { 'content-type': `application/${type}` } });
    await answer.arrayBuffer();
  }
  await server.log.lines.first(({ protocol }) => protocol === 'grpc-web');
  await provider.forceFlush();
  const [duration] = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics[0]?.metrics ?? []);
  expect(duration?.dataPoints.map(({ attributes }) => attributes['rpc.system.name']).sort()).toEqual([
    'connectrpc',
    'grpc',
    'grpc',
  ]);
  await provider.shutdown();
});
