import { once } from 'node:events';
import { afterEach, expect, test } from '@jest/globals';
import { ask, download, failure, metadataOf } from '../testing/call.js';
import { cleanUp } from '../testing/clean-up.js';
import { RecordedLog } from '../testing/recorded-log.js';
import { startTextServer } from '../testing/start-text-server.js';
import { TextService } from '../testing/text-service.js';
import { logCalls } from './call-log.js';
import { RpcError } from './rpc-error.js';

afterEach(cleanUp);

const LEVELS = { debug: 20, info: 30, warn: 40, error: 50 };

function startLoggedServer(level: 'info' | 'debug' = 'info', okLevel: 'info' | 'debug' = 'info') {
  const log = new RecordedLog(level);
  const handlers = {
    unary: (text: string) => {
      if (text === 'fail') throw new Error('A fault.');
      if (text === 'unknown') throw new RpcError('MOVIE_NOT_FOUND', 'No.');
      if (text === 'full') throw new RpcError('DATABASE_FULL', 'No.');
      return text;
    },
    async *download() {
      for (;;) yield 'x'.repeat(1_000);
    },
  };
  return startTextServer(handlers, { log, observers: [logCalls(log.logger, okLevel)] });
}

test('a call is one line: method, code, duration, peer, request id', async () => {
  const { client, log } = await startLoggedServer();
  await ask(client, TextService.unary, 'hello', metadataOf({ 'x-request-id': 'r1' }));
  expect(log.lines.events).toEqual([
    {
      level: LEVELS.info,
      time: expect.any(Number),
      msg: '/test.v1.TextService/Unary OK',
      method: '/test.v1.TextService/Unary',
      code: 'OK',
      ms: expect.any(Number),
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      requestId: 'r1',
    },
  ]);
});

test.each([
  ['unknown', 'NOT_FOUND', LEVELS.info],
  ['full', 'RESOURCE_EXHAUSTED', LEVELS.warn],
  ['fail', 'INTERNAL', LEVELS.error],
])('a call that answers %s is logged as %s at %p', async (text, code, level) => {
  const { client, log } = await startLoggedServer();
  await failure(ask(client, TextService.unary, text));
  expect(await log.line(code)).toMatchObject({ level, code });
});

test('a caller who leaves is CANCELLED, and still has a peer', async () => {
  const { client, log } = await startLoggedServer();
  const call = download(client, TextService.download, '');
  await once(call, 'data');
  call.cancel();
  const line = await log.line('CANCELLED');
  expect(line).toMatchObject({ level: LEVELS.info, peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
});

test('calls that succeed can be left out', async () => {
  const { client, log } = await startLoggedServer('info', 'debug');
  await ask(client, TextService.unary, 'hello');
  expect(log.lines.events).toEqual([]);
});

test('no metadata, no message and no control character of a caller is in it', async () => {
  const { client, log } = await startLoggedServer('debug');
  const metadata = metadataOf({
    authorization: 'Bearer swordfish',
    'x-request-id': 'id "swordfish"',
    'x-other': 'swordfish',
  });
  await ask(client, TextService.unary, 'swordfish \u001b[31m', metadata);
  await failure(ask(client, TextService.unary, 'fail', metadata));
  await log.line('INTERNAL');
  expect(log.text).not.toContain('swordfish');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
  expect(log.text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});
