import { constants, type IncomingHttpHeaders } from 'node:http2';
import { deflateSync, gzipSync } from 'node:zlib';
import {
  type handleBidiStreamingCall,
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  status,
} from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { answerOf, ask, connectHttp2, frame, openCall } from 'test-kit';
import { startTextServer } from './testing/start-text-server.js';
import { TextService } from './testing/text-service.js';

const PATH = TextService.unary.path;
const CHAT = TextService.chat.path;
const TEXT = 'x'.repeat(300_000);
const LIMIT = 1_000_000;
/** Messages from none to some bytes. */
const MANY = Buffer.concat(Array.from({ length: 100 }, (_, size) => frame(Buffer.alloc(size, 'm'))));

/** The same methods, served by grpc-js alone. */
async function startGrpcJs() {
  const server = new Server({ 'grpc.max_receive_message_length': LIMIT });
  const unary: handleUnaryCall<string, string> = ({ request }, answer) => answer(null, request);
  const chat: handleBidiStreamingCall<string, string> = (call) => void call.pipe(call);
  server.addService({ unary: TextService.unary, chat: TextService.chat }, { unary, chat });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, [Symbol.dispose]: () => server.forceShutdown() };
}

function startOurs() {
  const handlers = {
    unary: (text: string) => text,
    chat: (texts: AsyncIterable<string>) => texts,
  };
  return startTextServer(handlers, { limits: { maxMessageSize: LIMIT } });
}

/** What a server answers to a request whose body comes in these pieces. */
async function answerTo(
  port: number,
  pieces: readonly Buffer[],
  headers: Readonly<Record<string, string>>,
  path = PATH,
) {
  using session = connectHttp2(port);
  const call = openCall(session, path, headers);
  let received: IncomingHttpHeaders = {};
  call.on('response', (given) => {
    received = given;
  });
  const answer = answerOf(call);
  for (const piece of pieces) await new Promise((resolve) => call.write(piece, resolve));
  call.end();
  const { httpStatus, grpcStatus, body } = await answer;
  return { httpStatus, grpcStatus, body: body.toString('latin1'), type: received['content-type'] };
}

function bytewise(bytes: Buffer): Buffer[] {
  return Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
}

describe.each([PATH, CHAT])('a call of %s is answered as grpc-js answers it', (path) => {
  test.each<[string, readonly Buffer[], Record<string, string>]>([
    ['a message in one piece', [frame(Buffer.from('text'))], {}],
    ['a message byte by byte', bytewise(frame(Buffer.from('text'))), {}],
    ['a head and its message apart', [frame(Buffer.from('t')).subarray(0, 5), Buffer.from('t')], {}],
    ['a large message', [frame(Buffer.from(TEXT))], {}],
    ['a message as large as may be', [frame(Buffer.alloc(LIMIT, 'x'))], {}],
    ['a message that is too large', [frame(Buffer.alloc(LIMIT + 1, 'x'))], {}],
    ['a message that says it is too large', [frame(Buffer.from('t'), { length: LIMIT + 1 })], {}],
    ['no compression, by name', [frame(Buffer.from('text'))], { 'grpc-encoding': 'identity' }],
    ['gzip', [frame(gzipSync(TEXT), { compressed: true })], { 'grpc-encoding': 'gzip' }],
    ['deflate', [frame(deflateSync(TEXT), { compressed: true })], { 'grpc-encoding': 'deflate' }],
    ['a message that is not compressed, though others may be', [frame(Buffer.from('t'))], { 'grpc-encoding': 'gzip' }],
    ['an unknown compression', [frame(Buffer.from('t'), { compressed: true })], { 'grpc-encoding': 'br' }],
    ['another content type of gRPC', [frame(Buffer.from('t'))], { 'content-type': 'application/grpc+proto' }],
    ['a content type that is not of gRPC', [frame(Buffer.from('t'))], { 'content-type': 'text/plain' }],
    ['a timeout that is none', [frame(Buffer.from('t'))], { 'grpc-timeout': 'soon' }],
    ['a long timeout', [frame(Buffer.from('t'))], { 'grpc-timeout': '500H' }],
  ])('%s', async (_name, pieces, headers) => {
    await using ours = await startOurs();
    using theirs = await startGrpcJs();
    const answer = await answerTo(ours.port, pieces, headers, path);
    expect(answer).toEqual(await answerTo(theirs.port, pieces, headers, path));
    expect(answer.httpStatus).toBeDefined();
  });
});

test.each<[string, readonly Buffer[]]>([
  ['in one piece', [MANY]],
  ['byte by byte', bytewise(MANY)],
  ['in pieces with parts of messages', [MANY.subarray(0, 100), MANY.subarray(100, 103), MANY.subarray(103)]],
  ['before one that is cut short', [MANY, MANY.subarray(0, 7)]],
])('messages of a stream, %s, are answered as grpc-js answers them', async (_name, pieces) => {
  await using ours = await startOurs();
  using theirs = await startGrpcJs();
  const answer = await answerTo(ours.port, pieces, {}, CHAT);
  expect(answer).toEqual(await answerTo(theirs.port, pieces, {}, CHAT));
  expect(answer.body.length).toBeGreaterThanOrEqual(MANY.length);
});

test('a message without content is one', async () => {
  await using server = await startOurs();
  const empty = frame(Buffer.alloc(0));
  const answer = await answerTo(server.port, bytewise(empty), {});
  expect(answer).toMatchObject({ grpcStatus: status.OK, body: empty.toString('latin1') });
});

test('a message that is compressed in a way that nobody names is refused', async () => {
  await using server = await startOurs();
  const answer = await answerTo(server.port, [frame(gzipSync('t'), { compressed: true })], {});
  expect(answer).toMatchObject({ grpcStatus: status.INTERNAL, body: '' });
});

test('a message in pieces keeps its bytes, also when the next one has begun', async () => {
  const received: string[] = [];
  await using server = await startTextServer({
    unary(text) {
      received.push(text);
      return text;
    },
  });
  const body = Buffer.concat([frame(Buffer.from(TEXT)), frame(Buffer.from('more')).subarray(0, 7)]);
  const pieces = [body.subarray(0, 100_000), body.subarray(100_000, 300_000), body.subarray(300_000)];
  expect(await answerTo(server.port, pieces, {})).toMatchObject({ grpcStatus: status.OK });
  expect(received).toEqual([TEXT]);
});

test("what a handler gets as metadata is the caller's, without the headers that are for the transport", async () => {
  let seen = {};
  await using server = await startTextServer({
    unary(text, { metadata }) {
      seen = metadata.getMap();
      return text;
    },
  });
  const bytes = Buffer.from([0, 255]);
  const metadata = new Metadata();
  metadata.set('x-name', 'Up');
  metadata.set('x-key-bin', bytes);
  await ask(server.client, TextService.unary, '', metadata);
  expect(seen).toEqual({ 'x-name': 'Up', 'x-key-bin': bytes, 'user-agent': expect.stringContaining('grpc-node-js') });
});

test('a call that is refused before its request is there ends, and its connection goes on', async () => {
  await using server = await startOurs();
  using session = connectHttp2(server.port);
  const refused = openCall(session, '/test.v1.TextService/Nothing');
  expect(await answerOf(refused)).toMatchObject({ grpcStatus: status.UNIMPLEMENTED });
  // More than flow control lets through unless somebody takes it.
  refused.end(Buffer.alloc(200_000));
  await new Promise((resolve) => refused.once('close', resolve));
  expect(refused.rstCode).toBe(constants.NGHTTP2_NO_ERROR);
  const next = openCall(session, PATH);
  next.end(frame(Buffer.from('t')));
  expect(await answerOf(next)).toMatchObject({ grpcStatus: status.OK });
});

test('a response in pieces is the same, however the request is compressed', async () => {
  await using server = await startTextServer({ unary: (text) => [Buffer.from(text), Buffer.from(text)] });
  const expected = { grpcStatus: 0, body: frame(Buffer.from('twice twice ')).toString('latin1') };
  const plain = await answerTo(server.port, [frame(Buffer.from('twice '))], {});
  const gzip = { 'grpc-encoding': 'gzip' };
  const compressed = await answerTo(server.port, [frame(gzipSync('twice '), { compressed: true })], gzip);
  expect(plain).toMatchObject(expected);
  expect(compressed).toMatchObject(expected);
});
