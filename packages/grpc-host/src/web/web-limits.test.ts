import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { EventLog, frame } from 'test-kit';
import { beginCall, beginStream, callHttp } from '../testing/http-call.js';
import { Notes } from '../testing/note-service.js';
import { startNoteServer } from '../testing/start-note-server.js';

const { get, put, upload, download } = Notes;
const MIB = 2 ** 20;
const GZIP = { 'content-encoding': 'gzip' };

describe('a message', () => {
  test('may be as large as the limit, and no larger', async () => {
    await using server = await startNoteServer({}, { limits: { maxMessageSize: 1_024 } });
    const send = (size: number) => callHttp(server.port, put.path, JSON.stringify({ text: 'x'.repeat(size - 11) }));
    expect(await send(1_024)).toMatchObject({ status: 200 });
    expect(await send(1_025)).toMatchObject({ status: 429, json: { code: 'resource_exhausted' } });
    expect(await server.log.line('RESOURCE_EXHAUSTED')).toMatchObject({ method: put.path });
  });

  test('may come in pieces', async () => {
    await using server = await startNoteServer({}, { limits: { maxMessageSize: 1_024 } });
    const send = async (size: number) => {
      using call = beginCall(server.port, put.path);
      const body = JSON.stringify({ text: 'ä'.repeat((size - 11) / 2) });
      for (const byte of Buffer.from(body)) call.request.write(Buffer.of(byte));
      call.request.end();
      const { statusCode } = await call.response;
      return statusCode;
    };
    expect(await send(1_023)).toBe(200);
    expect(await send(1_025)).toBe(429);
  });

  test('that has no end is not read to it', async () => {
    await using server = await startNoteServer();
    using call = beginCall(server.port, put.path);
    call.request.write('"'.repeat(5 * MIB));
    expect((await call.response).statusCode).toBe(429);
  });

  test('in an envelope that claims to be larger is not waited for', async () => {
    await using server = await startNoteServer();
    const { bytes } = await callHttp(server.port, upload.path, frame(Buffer.alloc(10), { length: 2 ** 32 - 1 }), {
      'content-type': 'application/connect+proto',
    });
    expect(String(bytes)).toContain('resource_exhausted');
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('that is compressed (%s) is counted by what it holds', async (coding, compress) => {
    await using server = await startNoteServer();
    const text = 'x'.repeat(1_000);
    const headers = { 'content-encoding': coding };
    const send = (body: string) => callHttp(server.port, put.path, compress(body), headers);
    expect(await send(JSON.stringify({ text }))).toMatchObject({ status: 200, json: { text } });
    expect(await send(JSON.stringify({ text: 'x'.repeat(5 * MIB) }))).toMatchObject({ status: 429 });
  });

  test('that is compressed is refused if it is broken, or in a way that nobody knows', async () => {
    await using server = await startNoteServer();
    expect(await callHttp(server.port, put.path, 'no gzip', GZIP)).toMatchObject({ status: 400 });
    expect(await callHttp(server.port, put.path, 'x', { 'content-encoding': 'zstd' })).toMatchObject({
      status: 501,
      json: { message: expect.stringContaining('gzip') },
    });
    await server.log.line('UNIMPLEMENTED');
  });
});

describe('absurdly many fields are refused before they take time', () => {
  const json = `{"parts":[${'{},'.repeat(MIB)}{}]}`;
  const binary = Buffer.alloc(4 * MIB - 2, Buffer.from([0x12, 0]));

  test.each([
    ['JSON', { 'content-type': 'application/json', ...GZIP }, gzipSync(json)],
    ['binary', { 'content-type': 'application/proto', ...GZIP }, gzipSync(binary)],
  ])('in %s', async (_name, headers, body) => {
    await using server = await startNoteServer();
    const start = performance.now();
    const answer = await callHttp(server.port, put.path, body, headers);
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(answer).toMatchObject({
      status: 400,
      json: { code: 'invalid_argument', message: expect.stringContaining('far too many') },
    });
    expect(await server.log.line('INVALID_ARGUMENT')).toMatchObject({ method: put.path });
  });

  test('in a stream', async () => {
    await using server = await startNoteServer();
    const { bytes } = await callHttp(server.port, download.path, frame(Buffer.from(json)), {
      'content-type': 'application/connect+json',
    });
    expect(String(bytes)).toContain('far too many');
  });

  test('in a URL', async () => {
    await using server = await startNoteServer();
    const message = gzipSync(binary).toString('base64url');
    const answer = await fetch(`${server.url}${get.path}?encoding=proto&compression=gzip&base64=1&message=${message}`);
    expect(answer.status).toBe(429);
  });

  test('commas in a text are none', async () => {
    await using server = await startNoteServer();
    const text = '{["\\,:'.repeat(20_000);
    expect(await (await server.call('Get', { text })).json()).toEqual({ text });
  });
});

test('metadata may be as large as the limit, and no larger', async () => {
  await using server = await startNoteServer({}, { limits: { maxMetadataSize: 2_048 } });
  const send = (size: number) => callHttp(server.port, put.path, '{}', { 'x-large': 'x'.repeat(size) });
  expect(await send(1_500)).toMatchObject({ status: 200 });
  expect(await send(2_048)).toMatchObject({ status: 429, json: { code: 'resource_exhausted' } });
  expect(await send(80_000)).toMatchObject({ status: 431 });
  // Each of the values counts with its name.
  const values = await callHttp(server.port, put.path, '{}', { 'x-many-bin': ','.repeat(500) });
  expect(values).toMatchObject({ status: 429, json: { code: 'resource_exhausted' } });
});

test('a call takes no longer than the limit', async () => {
  await using server = await startNoteServer({ get: () => new Promise(() => {}) }, { limits: { maxCallDuration: 50 } });
  expect(await callHttp(server.port, get.path, '{}')).toMatchObject({
    status: 504,
    json: { code: 'deadline_exceeded' },
  });
  // Nor does one whose request never comes.
  using slow = beginCall(server.port, get.path);
  slow.request.write('{');
  expect((await slow.response).statusCode).toBe(504);
});

describe('connections', () => {
  test('count as those of gRPC do', async () => {
    await using server = await startNoteServer({}, { limits: { maxConnections: 1 } });
    using first = beginStream(server.port, '/grpc.health.v1.Health/Watch', {});
    await first.response;
    await expect(callHttp(server.port, get.path, '{}')).rejects.toThrow();
  });

  test.each(['', 'P', 'GET / HTTP/1.1\r\nHo', 'POST /test.v1.Notes/Put HTTP/1.1\r\nHost: localhost\r\n'])(
    'that say %j and no more are closed',
    async (text) => {
      await using server = await startNoteServer({}, { limits: { handshakeTimeout: 100 } });
      const socket = connectTcp(server.port, '127.0.0.1');
      socket.write(text);
      socket.resume();
      await once(socket, 'close');
    },
  );

  test('may have so many requests in progress', async () => {
    const begun = new EventLog<string>();
    const handlers = {
      get({ text }: { readonly text: string }) {
        begun.add(text);
        return new Promise<never>(() => {});
      },
    };
    await using server = await startNoteServer(handlers, { limits: { maxConcurrentStreams: 2 } });
    const socket = connectTcp(server.port, '127.0.0.1');
    const one = 'GET /test.v1.Notes/Get?encoding=json&message={} HTTP/1.1\r\nHost: localhost\r\n\r\n';
    socket.write(one.repeat(50));
    const lines = server.log.lines;
    socket.on('error', () => {}).resume();
    await begun.first(() => begun.events.length === 2);
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    expect(begun.events).toHaveLength(2);
    socket.destroy();
    // Also those whose turn to be answered would not have come yet.
    await lines.first(() => lines.events.filter(({ code }) => code === 'CANCELLED').length === 2);
  });
});

describe('a connection is closed', () => {
  test('when its caller goes on with a request that is answered', async () => {
    await using server = await startNoteServer();
    for (const path of ['/healthz', '/test.v1.Notes/None', put.path]) {
      using call = beginCall(server.port, path, { 'content-length': '1000000', 'connect-timeout-ms': 'wrong' });
      call.request.write('{');
      const socket = (await call.response).resume().socket;
      if (!socket.destroyed) await once(socket, 'close');
    }
  });

  test('when it is old, and its calls a while later', async () => {
    const limits = { maxConnectionAge: 50, maxConnectionAgeGrace: 100 };
    await using server = await startNoteServer({ get: () => new Promise(() => {}) }, { limits });
    const idle = connectTcp(server.port, '127.0.0.1');
    idle.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(idle.resume(), 'close');
    await expect(callHttp(server.port, get.path, '{}')).rejects.toThrow();
    expect(await server.log.line('/Get')).toMatchObject({ code: 'CANCELLED' });
  });
});

test('responses wait for a caller that does not read, and go on when it does', async () => {
  let made = 0;
  const text = 'x'.repeat(65_536);
  await using server = await startNoteServer({
    async *download() {
      for (; made < 250; made += 1) yield { text };
    },
  });
  using call = beginStream(server.port, download.path, {});
  const response = await call.response;
  let seen = -1;
  for (let quiet = 0; quiet < 200; quiet = made === seen ? quiet + 1 : 0) {
    seen = made;
    await setImmediate();
  }
  expect(made).toBeLessThan(200);
  response.resume();
  await once(response, 'end');
  expect(made).toBe(250);
});
