import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { answerOf, ask, connectHttp2, converse, download, EventLog, failure, openCall, upload } from 'test-kit';
import { startTextServer } from '../testing/start-text-server.js';
import { textError } from '../testing/text-errors.js';
import { TextService } from '../testing/text-service.js';
import { measureCalls } from './call-metrics.js';

async function startMeasuredServer() {
  const registry = new Registry();
  const ended = new EventLog<string>();
  const server = await startTextServer(
    {
      unary(text) {
        if (text === 'unknown') throw textError('TEXT_NOT_FOUND', 'No.');
        return text;
      },
      async upload(requests) {
        let count = 0;
        for await (const _ of requests) count += 1;
        return String(count);
      },
      async *download() {
        yield* ['a', 'b', 'c'];
      },
      async *chat(requests) {
        yield* requests;
      },
    },
    { observers: [measureCalls(registry, 'grpc_server'), { ended: (call) => ended.add(call.method.name) }] },
  );
  const lines = async (metric: string) => {
    const text = await registry.metrics();
    return text.split('\n').filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `));
  };
  return { ...server, ended, lines };
}

const labels = (type: string, method: string) =>
  `grpc_type="${type}",grpc_service="test.v1.TextService",grpc_method="${method}"`;

describe('the metrics have the names and labels of go-grpc-prometheus', () => {
  test('for a unary call', async () => {
    await using server = await startMeasuredServer();
    await ask(server.client, TextService.unary, '');
    const unary = labels('unary', 'Unary');
    expect(await server.lines('grpc_server_started_total')).toEqual([`grpc_server_started_total{${unary}} 1`]);
    expect(await server.lines('grpc_server_handled_total')).toEqual([
      `grpc_server_handled_total{${unary},grpc_code="OK"} 1`,
    ]);
    expect(await server.lines('grpc_server_msg_received_total')).toEqual([
      `grpc_server_msg_received_total{${unary}} 1`,
    ]);
    expect(await server.lines('grpc_server_msg_sent_total')).toEqual([`grpc_server_msg_sent_total{${unary}} 1`]);
    expect(await server.lines('grpc_server_handling_seconds_count')).toEqual([
      `grpc_server_handling_seconds_count{${unary}} 1`,
    ]);
    expect(await server.lines('grpc_server_handling_seconds_bucket')).toHaveLength(12);
  });

  test('for many calls, each of which counts once, whenever somebody asks', async () => {
    await using server = await startMeasuredServer();
    const counts: string[] = [];
    for (const calls of [255, 1, 300, 3]) {
      await Promise.all(Array.from({ length: calls }, () => ask(server.client, TextService.unary, '')));
      counts.push(...(await server.lines('grpc_server_handling_seconds_count')));
    }
    const series = `grpc_server_handling_seconds_count{${labels('unary', 'Unary')}}`;
    expect(counts).toEqual([255, 256, 556, 559].map((count) => `${series} ${count}`));
  });

  test('for the three kinds of stream', async () => {
    await using server = await startMeasuredServer();
    const { call, response } = upload(server.client, TextService.upload);
    for (const text of ['1', '2']) call.write(text);
    call.end();
    await response;
    await download(server.client, TextService.download, '').toArray();
    const chat = converse(server.client, TextService.chat);
    chat.end('hello');
    await chat.toArray();
    expect(await server.lines('grpc_server_msg_received_total')).toEqual([
      `grpc_server_msg_received_total{${labels('client_stream', 'Upload')}} 2`,
      `grpc_server_msg_received_total{${labels('server_stream', 'Download')}} 1`,
      `grpc_server_msg_received_total{${labels('bidi_stream', 'Chat')}} 1`,
    ]);
    expect(await server.lines('grpc_server_msg_sent_total')).toEqual([
      `grpc_server_msg_sent_total{${labels('client_stream', 'Upload')}} 1`,
      `grpc_server_msg_sent_total{${labels('server_stream', 'Download')}} 3`,
      `grpc_server_msg_sent_total{${labels('bidi_stream', 'Chat')}} 1`,
    ]);
  });

  test('and spell codes as Go does', async () => {
    await using server = await startMeasuredServer();
    await failure(ask(server.client, TextService.unary, 'unknown'));
    const chat = converse(server.client, TextService.chat);
    chat.write('hello');
    await once(chat, 'data');
    chat.cancel();
    await server.ended.first((name) => name === 'Chat');
    expect(await server.lines('grpc_server_handled_total')).toEqual([
      `grpc_server_handled_total{${labels('unary', 'Unary')},grpc_code="NotFound"} 1`,
      `grpc_server_handled_total{${labels('bidi_stream', 'Chat')},grpc_code="Canceled"} 1`,
    ]);
  });
});

test('methods that there are not share one label', async () => {
  await using server = await startMeasuredServer();
  using session = connectHttp2(server.port);
  for (const path of ['/test.v1.TextService/A', '/test.v1.TextService/B', '/c']) {
    const call = openCall(session, path);
    call.end();
    await answerOf(call);
  }
  expect(await server.lines('grpc_server_handled_total')).toEqual([
    'grpc_server_handled_total{grpc_type="unary",grpc_service="unknown",grpc_method="unknown",grpc_code="Unimplemented"} 3',
  ]);
});
