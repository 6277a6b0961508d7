import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { gzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from '@jest/globals';
import { health, MovieID, MovieService } from 'movie-proto';
import { ask, connect } from '../testing/call.js';
import { cleanUp } from '../testing/clean-up.js';
import { answerOf, connectHttp2, frame, openCall } from '../testing/raw-http2.js';
import { startServer, type TestServer } from '../testing/start-server.js';

afterEach(cleanUp);

const PATH = MovieService.getMovieById.path;
const REQUEST = frame(MovieID.encode({ id: 'm1' }).finish());
const GIB = 2 ** 30;

/** Whoever else calls gets an answer within a second. */
async function expectAnswer({ address }: TestServer): Promise<void> {
  const start = performance.now();
  await ask(connect(address), health.HealthService.check, { service: '' });
  expect(performance.now() - start).toBeLessThan(1_000);
}

describe('a hostile call is refused, and others are answered', () => {
  test.each([
    ['bytes that are not protobuf', frame(Buffer.from([0xff, 0xff, 0xff])), status.INTERNAL],
    ['a message of 4 GiB, declared', frame(Buffer.alloc(10), { length: 4 * GIB - 1 }), status.RESOURCE_EXHAUSTED],
    ['two messages on a unary call', Buffer.concat([REQUEST, REQUEST]), status.UNIMPLEMENTED],
    ['no message on a unary call', Buffer.alloc(0), status.UNIMPLEMENTED],
    ['a truncated frame', REQUEST.subarray(0, -1), status.UNIMPLEMENTED],
    ['a truncated head of a frame', REQUEST.subarray(0, 3), status.UNIMPLEMENTED],
  ])('%s', async (_name, body, grpcStatus) => {
    const server = await startServer();
    const call = openCall(connectHttp2(server.port), PATH);
    call.end(body);
    expect(await answerOf(call)).toMatchObject({ httpStatus: 200, grpcStatus });
    await expectAnswer(server);
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(100 * 2 ** 20)), status.RESOURCE_EXHAUSTED],
    ['gzip', Buffer.from('this is not gzip'), status.INTERNAL],
    ['snappy', Buffer.from('anything'), status.UNIMPLEMENTED],
  ])('a compressed message (%s) that is a bomb or none at all', async (encoding, bytes, grpcStatus) => {
    const server = await startServer();
    const call = openCall(connectHttp2(server.port), PATH, { 'grpc-encoding': encoding });
    call.end(frame(bytes, { compressed: true }));
    expect(await answerOf(call)).toMatchObject({ grpcStatus });
    await expectAnswer(server);
  });

  test.each(['application/json', 'text/html', ''])('the content type %p', async (type) => {
    const server = await startServer();
    const call = openCall(connectHttp2(server.port), PATH, { 'content-type': type });
    call.end(REQUEST);
    expect(await answerOf(call)).toMatchObject({ httpStatus: 415, grpcStatus: undefined });
    await expectAnswer(server);
  });

  test('a method that is not there', async () => {
    const server = await startServer();
    const call = openCall(connectHttp2(server.port), '/Movie/Nothing');
    call.end(REQUEST);
    expect(await answerOf(call)).toMatchObject({ grpcStatus: status.UNIMPLEMENTED });
  });

  test.each([
    [10_000, status.OK],
    [17_000, status.RESOURCE_EXHAUSTED],
  ])('%p bytes of headers end with %p', async (size, grpcStatus) => {
    const server = await startServer();
    const call = openCall(connectHttp2(server.port), PATH, { 'x-large': 'x'.repeat(size) });
    call.end(REQUEST);
    expect(await answerOf(call)).toMatchObject({ grpcStatus });
    await expectAnswer(server);
  });

  test('a megabyte of headers', async () => {
    const server = await startServer();
    const session = connectHttp2(server.port, { maxSendHeaderBlockLength: 2 ** 24 });
    const call = openCall(session, PATH, { 'x-large': 'x'.repeat(2 ** 20) });
    call.end(REQUEST);
    expect((await answerOf(call)).grpcStatus).toBeUndefined();
    await expectAnswer(server);
  });

  test('an id of a megabyte gets an answer that fits', async () => {
    const server = await startServer();
    const call = openCall(connectHttp2(server.port), PATH);
    call.end(frame(MovieID.encode({ id: 'x'.repeat(2 ** 20) }).finish()));
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
    // grpc-js counts milliseconds in 32 bits, so that this one is over at once rather than never: safe, if not right.
    ['1000H', status.DEADLINE_EXCEEDED],
    ['soon', status.INTERNAL],
  ])('the timeout %s', async (timeout, grpcStatus) => {
    const server = await startServer();
    const call = openCall(connectHttp2(server.port), PATH, { 'grpc-timeout': timeout });
    // Once a timeout that has passed has been noticed.
    setTimeout(() => call.end(REQUEST), 50);
    expect(await answerOf(call)).toMatchObject({ grpcStatus });
    await expectAnswer(server);
  });
});

describe('a hostile connection', () => {
  test.each(['GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', 'SSH-2.0-OpenSSH_9.6 and more of it\r\n', '\0'.repeat(24)])(
    'that says %j is closed at once',
    async (text) => {
      const server = await startServer();
      const socket = connectTcp(server.port, '127.0.0.1');
      socket.write(text);
      socket.resume();
      await once(socket, 'close');
      await expectAnswer(server);
    },
  );
});
