import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { gzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { answerOf, ask, connect, connectHttp2, frame, openCall } from 'test-kit';
import { startTextServer, type TextServer } from './testing/start-text-server.js';
import { textError } from './testing/text-errors.js';
import { TextService } from './testing/text-service.js';

const PATH = TextService.unary.path;
const REQUEST = frame(Buffer.from('t1'));
const GIB = 2 ** 30;

/** A server that knows one text, `t1`. */
function startServer(): Promise<TextServer> {
  return startTextServer({
    unary(text) {
      if (text !== 't1') throw textError('TEXT_NOT_FOUND', `There is no text ${text}.`, { metadata: { text } });
      return text;
    },
  });
}

/** Others who call get an answer within a second. */
async function expectAnswer({ address }: TextServer): Promise<void> {
  using client = connect(address);
  const start = performance.now();
  await ask(client, health.HealthService.check, { service: '' });
  expect(performance.now() - start).toBeLessThan(1_000);
}

describe('a hostile call is refused, and others are answered', () => {
  test.each([
    ['bytes that are no message', frame(Buffer.from([0xff])), status.INTERNAL],
    ['a message of 4 GiB, declared', frame(Buffer.alloc(10), { length: 4 * GIB - 1 }), status.RESOURCE_EXHAUSTED],
    ['two messages on a unary call', Buffer.concat([REQUEST, REQUEST]), status.UNIMPLEMENTED],
    ['no message on a unary call', Buffer.alloc(0), status.UNIMPLEMENTED],
    ['a truncated frame', REQUEST.subarray(0, -1), status.UNIMPLEMENTED],
    ['a truncated head of a frame', REQUEST.subarray(0, 3), status.UNIMPLEMENTED],
  ])('%s', async (_name, body, grpcStatus) => {
    await using server = await startServer();
    using session = connectHttp2(server.port);
    const call = openCall(session, PATH);
    call.end(body);
    expect(await answerOf(call)).toMatchObject({ httpStatus: 200, grpcStatus });
    await expectAnswer(server);
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(100 * 2 ** 20)), status.RESOURCE_EXHAUSTED],
    ['gzip', Buffer.from('this is not gzip'), status.INTERNAL],
    ['snappy', Buffer.from('anything'), status.UNIMPLEMENTED],
  ])('a compressed message (%s) that is a bomb or none at all', async (encoding, bytes, grpcStatus) => {
    await using server = await startServer();
    using session = connectHttp2(server.port);
    const call = openCall(session, PATH, { 'grpc-encoding': encoding });
    call.end(frame(bytes, { compressed: true }));
    expect(await answerOf(call)).toMatchObject({ grpcStatus });
    await expectAnswer(server);
  });

  test.each(['application/json', 'text/html', ''])('the content type %p', async (type) => {
    await using server = await startServer();
    using session = connectHttp2(server.port);
    const call = openCall(session, PATH, { 'content-type': type });
    call.end(REQUEST);
    expect(await answerOf(call)).toMatchObject({ httpStatus: 415, grpcStatus: undefined });
    await expectAnswer(server);
  });

  test('a method that is not there', async () => {
    await using server = await startServer();
    using session = connectHttp2(server.port);
    const call = openCall(session, '/test.v1.TextService/Nothing');
    call.end(REQUEST);
    expect(await answerOf(call)).toMatchObject({ grpcStatus: status.UNIMPLEMENTED });
  });

  test.each([
    [10_000, status.OK],
    [17_000, status.RESOURCE_EXHAUSTED],
  ])('%p bytes of headers end with %p', async (size, grpcStatus) => {
    await using server = await startServer();
    using session = connectHttp2(server.port);
    const call = openCall(session, PATH, { 'x-large': 'x'.repeat(size) });
    call.end(REQUEST);
    expect(await answerOf(call)).toMatchObject({ grpcStatus });
    await expectAnswer(server);
  });

  test('a megabyte of headers', async () => {
    await using server = await startServer();
    using session = connectHttp2(server.port, { maxSendHeaderBlockLength: 2 ** 24 });
    const call = openCall(session, PATH, { 'x-large': 'x'.repeat(2 ** 20) });
    call.end(REQUEST);
    expect((await answerOf(call)).grpcStatus).toBeUndefined();
    await expectAnswer(server);
  });

  test('an id of a megabyte gets an answer that fits', async () => {
    await using server = await startServer();
    using session = connectHttp2(server.port);
    const call = openCall(session, PATH);
    call.end(frame(Buffer.alloc(2 ** 20, 'x')));
    const answer = await answerOf(call);
    expect(answer).toMatchObject({ grpcStatus: status.NOT_FOUND });
    expect(answer.message.length).toBeLessThan(1_000);
    await expectAnswer(server);
  });

  test.each([
    ['1n', status.DEADLINE_EXCEEDED],
    ['0S', status.DEADLINE_EXCEEDED],
    ['99999999u', status.OK],
    ['500H', status.OK],
    ['99999999H', status.OK],
    ['soon', status.INTERNAL],
    ['1 S', status.INTERNAL],
    ['-1S', status.INTERNAL],
    ['123456789m', status.INTERNAL],
  ])('the timeout %s', async (timeout, grpcStatus) => {
    await using server = await startServer();
    using session = connectHttp2(server.port);
    const call = openCall(session, PATH, { 'grpc-timeout': timeout });
    // A timeout that has passed needs no request to end the call, which would come first here and there.
    if (grpcStatus !== status.DEADLINE_EXCEEDED) call.end(REQUEST);
    expect(await answerOf(call)).toMatchObject({ grpcStatus });
    await expectAnswer(server);
  });
});

describe('a hostile connection', () => {
  test.each(['GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', 'SSH-2.0-OpenSSH_9.6 and more of it\r\n', '\0'.repeat(24)])(
    'that says %j is closed at once',
    async (text) => {
      await using server = await startServer();
      const socket = connectTcp(server.port, '127.0.0.1');
      socket.write(text);
      socket.resume();
      await once(socket, 'close');
      await expectAnswer(server);
    },
  );
});
