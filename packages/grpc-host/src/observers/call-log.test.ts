import { once } from 'node:events';
import { constants } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import {
  answerOf,
  ask,
  connectHttp2,
  download,
  EventLog,
  failure,
  frame,
  metadataOf,
  openCall,
  RecordedLog,
} from 'test-kit';
import type { Handlers } from '../service.js';
import { startTextServer } from '../testing/start-text-server.js';
import { textError } from '../testing/text-errors.js';
import { TextService } from '../testing/text-service.js';
import { logLevelOf } from './call-log.js';

const LEVELS = { debug: 20, info: 30, warn: 40, error: 50 };

function startLoggedServer(level: 'info' | 'debug' = 'info', okLevel: 'info' | 'debug' = 'info') {
  const log = new RecordedLog(level);
  const handlers = {
    unary: (text: string) => {
      if (text === 'fail') throw new Error('A fault.');
      if (text === 'unknown') throw textError('TEXT_NOT_FOUND', 'No.');
      if (text === 'full') throw textError('TEXTS_FULL', 'No.');
      return text;
    },
    async *download() {
      for (;;) yield 'x'.repeat(1_000);
    },
  };
  return startTextServer(handlers, { log, callLogLevel: okLevel });
}

test('a call is one line: method, protocol, code, duration, peer, request id', async () => {
  await using server = await startLoggedServer();
  await ask(server.client, TextService.unary, 'hello', metadataOf({ 'x-request-id': 'r1' }));
  expect(server.log.lines.events).toEqual([
    {
      level: LEVELS.info,
      time: expect.any(Number),
      msg: '/test.v1.TextService/Unary OK',
      method: '/test.v1.TextService/Unary',
      code: 'OK',
      ms: expect.any(Number),
      protocol: 'grpc',
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      requestId: 'r1',
    },
  ]);
});

test.each([
  ['unknown', 'NOT_FOUND', 'TEXT_NOT_FOUND', LEVELS.info],
  ['full', 'RESOURCE_EXHAUSTED', 'TEXTS_FULL', LEVELS.warn],
  ['fail', 'INTERNAL', 'INTERNAL', LEVELS.error],
])('a call that answers %s is logged as %s with the reason %s at %p', async (text, code, reason, level) => {
  await using server = await startLoggedServer();
  await failure(ask(server.client, TextService.unary, text));
  expect(await server.log.line(code)).toMatchObject({ level, code, reason });
});

test('a caller who leaves is CANCELLED, and still has a peer', async () => {
  await using server = await startLoggedServer();
  const call = download(server.client, TextService.download, '');
  await once(call, 'data');
  call.cancel();
  const line = await server.log.line('CANCELLED');
  expect(line).toMatchObject({ level: LEVELS.info, peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
});

describe('a caller who leaves', () => {
  test.each([
    ['when its own deadline has passed, a little before that of the server', 950, 'DEADLINE_EXCEEDED'],
    ['before its deadline', 0, 'CANCELLED'],
  ])('%s', async (_name, afterMs, code) => {
    const begun = new EventLog<number>();
    const unary: Handlers<typeof TextService>['unary'] = async (text, { signal, deadline }) => {
      begun.add(deadline);
      await once(signal, 'abort');
      return text;
    };
    await using server = await startTextServer({ unary });
    using session = connectHttp2(server.port);
    const call = openCall(session, TextService.unary.path, { 'grpc-timeout': '1S' });
    call.end(frame(Buffer.from('text')));
    const start = (await begun.first(() => true)) - 1_000;
    setTimeout(() => call.close(constants.NGHTTP2_CANCEL), start + afterMs - Date.now());
    expect(await server.log.line(TextService.unary.path)).toMatchObject({ code });
  });
});

const COMPRESSED = frame(Buffer.from('x'), { compressed: true });

test.each([
  ['a message that is too large', frame(Buffer.alloc(2_000)), {}, 'RESOURCE_EXHAUSTED'],
  ['a message that is not compressed as said', COMPRESSED, { 'grpc-encoding': 'gzip' }, 'INTERNAL'],
  ['an unknown compression', COMPRESSED, { 'grpc-encoding': 'snappy' }, 'UNIMPLEMENTED'],
] as const)('%s is logged as it is answered', async (_name, body, headers, code) => {
  const log = new RecordedLog();
  await using server = await startTextServer({}, { log, limits: { maxMessageSize: 1_000 } });
  using session = connectHttp2(server.port);
  const call = openCall(session, TextService.unary.path, headers);
  call.end(body);
  expect((await answerOf(call)).grpcStatus).toBe(status[code]);
  expect(await log.line(TextService.unary.path)).toMatchObject({ code });
});

test('calls that succeed can be left out', async () => {
  await using server = await startLoggedServer('info', 'debug');
  await ask(server.client, TextService.unary, 'hello');
  expect(server.log.lines.events).toEqual([]);
});

test('no metadata, no message and no control character of a caller is in it', async () => {
  await using server = await startLoggedServer('debug');
  const metadata = metadataOf({
    authorization: 'Bearer swordfish',
    'x-request-id': 'id "swordfish"',
    'x-other': 'swordfish',
  });
  await ask(server.client, TextService.unary, 'swordfish \u001b[31m', metadata);
  await failure(ask(server.client, TextService.unary, 'fail', metadata));
  await server.log.line('INTERNAL');
  expect(server.log.text).not.toContain('swordfish');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
  expect(server.log.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test('a method that there is not has its line, cut and without control characters', async () => {
  await using server = await startLoggedServer();
  using session = connectHttp2(server.port);
  const path = `/test.v1.TextService/\u00e9\u0085${'x'.repeat(5_000)}`;
  const call = openCall(session, path, { 'x-request-id': 'r1' });
  call.end();
  expect(await answerOf(call)).toMatchObject({ grpcStatus: status.UNIMPLEMENTED });
  const line = await server.log.line('UNIMPLEMENTED');
  const method = `/test.v1.TextService/??${'x'.repeat(77)}…`;
  expect(line).toMatchObject({ level: LEVELS.warn, method, code: 'UNIMPLEMENTED', requestId: 'r1' });
});

test.each([
  ['OK', 'info'],
  ['CANCELLED', 'info'],
  ['NOT_FOUND', 'info'],
  ['UNAUTHENTICATED', 'info'],
  ['DEADLINE_EXCEEDED', 'warn'],
  ['UNAVAILABLE', 'warn'],
  ['UNIMPLEMENTED', 'warn'],
  ['RESOURCE_EXHAUSTED', 'warn'],
  ['UNKNOWN', 'error'],
  ['INTERNAL', 'error'],
  ['DATA_LOSS', 'error'],
] as const)('%s is logged as %s', (code, level) => {
  expect(logLevelOf(status[code])).toBe(level);
});
