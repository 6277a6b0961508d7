import { once } from 'node:events';
import { type ClientHttp2Session, constants } from 'node:http2';
import { buffer } from 'node:stream/consumers';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import {
  answerOf,
  dataFrame,
  EventLog,
  frame,
  HTTP2_PREFACE,
  headersFrame,
  http2Frame,
  openCall,
  resetFrame,
  settingsFrame,
} from 'test-kit';
import { readEnvelopes } from '../testing/http-call.js';
import { Notes } from '../testing/note-service.js';
import { startSecureServer } from '../testing/start-secure-server.js';

const { get, put, download, chat } = Notes;
const NOTE = frame(Notes.get.requestSerialize({ text: 'a' }));
const FOREVER = 60_000;

const ACKNOWLEDGED = http2Frame(4, 1, 0);

/** Makes a call with JSON. */
async function callJson(session: ClientHttp2Session, path: string, headers: Readonly<Record<string, string>> = {}) {
  const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/json', ...headers });
  stream.end('{"text":"a"}');
  const [answer] = await once(stream, 'response');
  return { status: answer[':status'], text: String(await buffer(stream)) };
}

/** A handler of a stream that stays silent until it is aborted. */
async function* silent(note: { readonly text: string }, { signal }: { readonly signal: AbortSignal }) {
  await once(signal, 'abort');
  yield note;
}

describe('a connection of a client that could do without HTTP/2', () => {
  test('carries calls of gRPC and of the web side by side', async () => {
    await using server = await startSecureServer();
    using session = server.openHttp2();
    const grpc = openCall(session, get.path);
    grpc.end(NOTE);
    const [answer, json] = await Promise.all([answerOf(grpc), callJson(session, get.path)]);
    expect(answer).toMatchObject({ httpStatus: 200, grpcStatus: status.OK, body: NOTE });
    expect(json).toEqual({ status: 200, text: '{"text":"a"}' });
    expect(await server.log.line('/Get')).toMatchObject({
      peer: expect.stringMatching(/^(127\.0\.0\.1|\[::1\]):\d+$/),
    });
    expect(server.log.lines.events.map(({ protocol }) => protocol).sort()).toEqual(['connect', 'grpc']);
  });

  test('carries calls that are refused, with their codes for the log', async () => {
    await using server = await startSecureServer();
    using session = server.openHttp2();
    for (const [id, body, code] of [
      ['two', Buffer.concat([NOTE, NOTE]), 'UNIMPLEMENTED'],
      ['none', Buffer.alloc(0), 'UNIMPLEMENTED'],
      ['broken', frame(Buffer.from([0xff])), 'INTERNAL'],
      ['large', frame(NOTE, { length: 2 ** 30 }), 'RESOURCE_EXHAUSTED'],
    ] as const) {
      const call = openCall(session, put.path, { 'x-request-id': id });
      call.end(body);
      expect(await answerOf(call)).toMatchObject({ grpcStatus: status[code] });
      const line = await server.log.lines.first(({ requestId, msg }) => requestId === id && msg.startsWith(put.path));
      expect(line).toMatchObject({ code, protocol: 'grpc' });
    }
  });

  test('carries a read by GET', async () => {
    await using server = await startSecureServer();
    using session = server.openHttp2();
    const stream = session.request({ ':path': `${get.path}?encoding=json&message={"text":"a"}` });
    expect(String(await buffer(stream))).toBe('{"text":"a"}');
  });

  test('carries a conversation in both directions', async () => {
    await using server = await startSecureServer();
    using session = server.openHttp2();
    const stream = openCall(session, chat.path, { 'content-type': 'application/connect+json' });
    for (const text of ['a', 'b']) {
      stream.write(frame(Buffer.from(JSON.stringify({ text }))));
      const [chunk] = await once(stream, 'data');
      expect(readEnvelopes(chunk).messages).toEqual([{ text }]);
    }
    stream.end();
    expect(readEnvelopes(await buffer(stream)).end).toEqual({});
  });

  test('has the names of this server; gRPC may use any, as its client has checked the certificate', async () => {
    await using server = await startSecureServer();
    using session = server.openHttp2();
    const elsewhere = { ':authority': 'movies.example' };
    expect(await callJson(session, get.path, elsewhere)).toMatchObject({ status: 421 });
    const call = openCall(session, get.path, elsewhere);
    call.end(NOTE);
    expect(await answerOf(call)).toMatchObject({ grpcStatus: status.OK });
    const nameless = openCall(session, get.path, { ':authority': 'movies.example:99999' });
    nameless.end(NOTE);
    expect(await answerOf(nameless)).toMatchObject({ httpStatus: 400 });
  });

  test('knows how many calls it may have at a time', async () => {
    await using server = await startSecureServer({}, { limits: { maxConcurrentStreams: 7 } });
    using session = server.openHttp2();
    const [settings] = await once(session, 'remoteSettings');
    expect(settings).toMatchObject({ maxConcurrentStreams: 7, maxHeaderListSize: 65_536 });
  });

  test('bears a call that is given up before it gets the leave to go on that it asks for', async () => {
    await using server = await startSecureServer();
    const socket = server.open();
    const target = { ':method': 'POST', ':scheme': 'https', ':authority': 'localhost', ':path': put.path };
    const headers = { ...target, expect: '100-continue' };
    const given = headersFrame(headers);
    const up = resetFrame(constants.NGHTTP2_CANCEL);
    const ping = http2Frame(6, 0, 0, Buffer.from('question'));
    socket.write(Buffer.concat([HTTP2_PREFACE, settingsFrame(), ACKNOWLEDGED, given, up, ping]));
    for await (const chunk of socket) if (chunk.includes('question')) break;
    using session = server.openHttp2();
    expect(await callJson(session, put.path, { expect: '100-continue' })).toMatchObject({ status: 200 });
  });

  test.each([[constants.NGHTTP2_NO_ERROR], [constants.NGHTTP2_CANCEL]])(
    'does not take the end of a call that is given up (%d) for the end of its request',
    async (code) => {
      const happened = new EventLog<string>();
      const put = (note: { readonly text: string }) => {
        happened.add(note.text);
        return note;
      };
      await using server = await startSecureServer({ put }, { guard: () => happened.add('begun') });
      const socket = server.open();
      const target = { ':method': 'POST', ':scheme': 'https', ':authority': 'localhost', ':path': Notes.put.path };
      const headers = { ...target, 'content-type': 'application/proto' };
      const begun = headersFrame(headers);
      // A whole message by itself, and the beginning of a longer one.
      const part = dataFrame(Notes.put.requestSerialize({ text: 'half' }));
      socket.write(Buffer.concat([HTTP2_PREFACE, settingsFrame(), ACKNOWLEDGED, begun, part]));
      await happened.first(() => true);
      socket.write(resetFrame(code));
      expect(await server.log.line(Notes.put.path)).toMatchObject({ code: 'CANCELLED' });
      expect(happened.events).toEqual(['begun']);
      socket.destroy();
    },
  );

  test('that loses a call tells its handler', async () => {
    const happened = new EventLog<string>();
    await using server = await startSecureServer({
      async *download(note, { signal }) {
        yield note;
        await once(signal, 'abort');
        happened.add('aborted');
      },
    });
    using session = server.openHttp2();
    const stream = openCall(session, download.path, { 'content-type': 'application/connect+json' });
    stream.end(frame(Buffer.from('{}')));
    await once(stream, 'data');
    stream.close(constants.NGHTTP2_CANCEL);
    await happened.first(() => true);
    expect(await server.log.line('/Download')).toMatchObject({ code: 'CANCELLED' });
    expect(await callJson(session, put.path)).toMatchObject({ status: 200 });
  });
});

describe('the connection is closed', () => {
  test('when it was idle for too long, but not during a call', async () => {
    await using server = await startSecureServer({ download: silent }, { limits: { maxConnectionIdle: 50 } });
    using idle = server.openHttp2();
    // On a busy machine it may be closed before the other one has its response.
    const idleIsClosed = once(idle, 'close');
    using busy = server.openHttp2();
    const stream = openCall(busy, download.path, { 'content-type': 'application/connect+json' });
    stream.end(frame(Buffer.from('{}')));
    await once(stream, 'response');
    await idleIsClosed;
    using later = server.openHttp2();
    await once(later, 'close');
    expect(busy.closed).toBe(false);
    stream.close();
    await once(busy, 'close');
  });

  test('when it is old; its calls may go on for a while', async () => {
    const limits = { maxConnectionAge: 50, maxConnectionAgeGrace: 100 };
    await using server = await startSecureServer({ download: silent }, { limits });
    using session = server.openHttp2();
    const stream = openCall(session, download.path);
    stream.end(NOTE);
    await once(session, 'goaway');
    expect(stream.closed).toBe(false);
    await once(session, 'close');
    expect(await server.log.line('/Download')).toMatchObject({ code: 'CANCELLED' });
  });

  test('when the other end no longer answers', async () => {
    await using server = await startSecureServer({}, { limits: { keepaliveTime: 50, keepaliveTimeout: 50 } });
    const socket = server.open();
    socket.write(Buffer.concat([HTTP2_PREFACE, settingsFrame(), ACKNOWLEDGED]));
    await once(socket.resume(), 'close');
  });

  test('and no longer asked for a sign of life, even if the other end keeps its half open', async () => {
    const limits = { maxConnectionIdle: 100, keepaliveTime: 150 };
    await using server = await startSecureServer({ download: silent }, { limits });
    const halfOpen = server.open();
    halfOpen.allowHalfOpen = true;
    halfOpen.write(Buffer.concat([HTTP2_PREFACE, settingsFrame(), ACKNOWLEDGED]));
    await once(halfOpen.resume(), 'end');
    using session = server.openHttp2();
    openCall(session, download.path).end(NOTE);
    // It began later, so the turn of the other one has come before.
    await once(session, 'ping');
    halfOpen.destroy();
  });

  test('when the server shuts down and its calls have ended', async () => {
    const happened = new EventLog<string>();
    await using server = await startSecureServer({
      async get(note) {
        happened.add('begun');
        await happened.first((event) => event === 'go on');
        return note;
      },
    });
    using idle = server.openHttp2();
    await callJson(idle, put.path);
    using busy = server.openHttp2();
    const answer = callJson(busy, get.path);
    await happened.first((event) => event === 'begun');
    const closed = server.close(FOREVER);
    await once(idle, 'close');
    happened.add('go on');
    expect(await answer).toEqual({ status: 200, text: '{"text":"a"}' });
    await closed;
  });

  test('when the time of a shutdown is over', async () => {
    const happened = new EventLog<string>();
    await using server = await startSecureServer({
      get() {
        happened.add('begun');
        return new Promise(() => {});
      },
    });
    using session = server.openHttp2();
    const stream = openCall(session, get.path);
    stream.end(NOTE);
    await happened.first(() => true);
    await server.close(50);
    await answerOf(stream);
    expect(await server.log.line('cut off')).toMatchObject({ calls: 1 });
  });
});
