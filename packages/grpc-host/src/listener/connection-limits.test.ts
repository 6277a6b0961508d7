import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { Metadata } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { ask, connect, connectHttp2, frame, HTTP2_PREFACE, http2Frame, openCall } from 'test-kit';
import { startTextServer } from '../testing/start-text-server.js';
import { TextService } from '../testing/text-service.js';

const { check, watch } = health.HealthService;
const EMPTY_SETTINGS = http2Frame(4, 0, 0);
const GOAWAY = 7;

/** A connection that says nothing by itself. */
async function connectRaw(
  port: number,
  allowHalfOpen = false,
): Promise<Socket & Disposable & { readonly begunAt: number }> {
  // Before the server can have it: the event comes later, on a busy machine much later.
  const begunAt = performance.now();
  const socket = connectTcp({ port, host: '127.0.0.1', allowHalfOpen });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return Object.assign(socket, { begunAt, [Symbol.dispose]: () => socket.destroy() });
}

/** Waits until the server has closed a connection. */
async function closing(connection: Socket | ReturnType<typeof connectHttp2>): Promise<void> {
  if ('resume' in connection) connection.resume();
  await new Promise((resolve) => connection.once('close', resolve));
}

/** Waits until the server has closed a connection, and gives how long it had it, in milliseconds. */
async function lifetime(connection: Socket & { readonly begunAt: number }): Promise<number> {
  await closing(connection);
  return performance.now() - connection.begunAt;
}

/** The types of the whole frames in these bytes. */
function frameTypes(bytes: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) types.push(bytes.readUInt8(at + 3));
  return types;
}

describe('handshakeTimeout', () => {
  const limits = { handshakeTimeout: 100 };

  test.each([
    ['says nothing', ''],
    ['says half of what HTTP/2 begins with', HTTP2_PREFACE.subarray(0, 10)],
  ])('closes a connection that %s', async (_name, begin) => {
    await using server = await startTextServer({}, { limits });
    using socket = await connectRaw(server.port);
    socket.write(begin);
    expect(await lifetime(socket)).toBeGreaterThan(50);
  });

  test('closes a connection that does not confirm the settings of the server', async () => {
    await using server = await startTextServer({}, { limits });
    using socket = await connectRaw(server.port);
    socket.write(Buffer.concat([HTTP2_PREFACE, EMPTY_SETTINGS]));
    expect(await lifetime(socket)).toBeGreaterThan(50);
  });

  test('leaves a connection that speaks HTTP/2 alone', async () => {
    // Longer than a busy machine needs for the settings.
    await using server = await startTextServer({}, { limits: { handshakeTimeout: 1_000 } });
    using session = connectHttp2(server.port);
    await once(session, 'remoteSettings');
    await closing(await connectRaw(server.port));
    expect(session.destroyed).toBe(false);
  });
});

describe('maxConnections', () => {
  test('closes one more at once, until another has left', async () => {
    await using server = await startTextServer({}, { limits: { maxConnections: 2 } });
    using first = await connectRaw(server.port);
    using second = await connectRaw(server.port);
    expect(await lifetime(await connectRaw(server.port))).toBeLessThan(1_000);
    expect([first.destroyed, second.destroyed]).toEqual([false, false]);
    const left = closing(first);
    first.end();
    await left;
    await ask(server.client, check, { service: '' });
  });
});

describe('a connection that breaks HTTP/2', () => {
  /** Sends bytes behind the preface, and waits until the server has given the connection up. */
  const breakConnection = async (port: number, bytes: readonly number[]) => {
    const socket = await connectRaw(port);
    socket.write(Buffer.concat([HTTP2_PREFACE, Buffer.from(bytes)]));
    let received = Buffer.alloc(0);
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      received = Buffer.concat([received, chunk]);
      if (frameTypes(received).includes(GOAWAY)) break;
    }
    return socket;
  };

  test.each([
    ['its settings have a wrong size', [0, 0, 5, 4, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5]],
    ['its headers are no HPACK', [...EMPTY_SETTINGS, 0, 0, 4, 1, 5, 0, 0, 0, 1, 255, 255, 255, 255]],
    ['it sends data for a call that it has not begun', [...EMPTY_SETTINGS, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0]],
    ['a frame is larger than allowed', [...EMPTY_SETTINGS, 255, 255, 255, 0, 0, 0, 0, 0, 1, 0]],
  ])('leaves its place at once: %s', async (_name, bytes) => {
    await using server = await startTextServer({}, { limits: { maxConnections: 2 } });
    using stays = await breakConnection(server.port, bytes);
    using leaves = await breakConnection(server.port, bytes);
    leaves.destroy();
    await ask(server.client, check, { service: '' });
    if (!stays.destroyed) await closing(stays);
  });

  test('ends its other calls within seconds: metadata beyond what HTTP/2 decodes', async () => {
    await using server = await startTextServer();
    using session = connectHttp2(server.port, { maxSendHeaderBlockLength: 2 ** 20 });
    const watching = openCall(session, watch.path);
    watching.end(frame(Buffer.alloc(0)));
    await once(watching, 'response');
    openCall(session, check.path, { 'x-large': 'x'.repeat(100 * 1024) });
    await closing(session);
    const line = await server.log.lines.first(({ method }) => method === watch.path);
    expect(line).toMatchObject({ code: 'CANCELLED' });
  });
});

describe('maxConnectionIdle', () => {
  test('closes a connection without calls, not one with', async () => {
    const silent = () => new Promise<string>(() => {});
    await using server = await startTextServer({ unary: silent }, { limits: { maxConnectionIdle: 200 } });
    using watching = connectHttp2(server.port);
    const stream = openCall(watching, watch.path);
    stream.end(frame(Buffer.alloc(0)));
    await once(stream, 'response');
    using asking = connectHttp2(server.port);
    const unary = openCall(asking, TextService.unary.path);
    unary.end(frame(Buffer.alloc(0)));
    await closing(connectHttp2(server.port));
    await closing(connectHttp2(server.port));
    // A server that gives up a connection lets its calls end.
    expect([watching.closed, asking.closed]).toEqual([false, false]);
    stream.resume().close();
    unary.close();
    await Promise.all([closing(watching), closing(asking)]);
  });

  test.each([
    ['keeps its half open', true],
    ['does not read', false],
  ])('frees the place of a connection whose other end %s', async (_name, reads) => {
    const limits = { maxConnectionIdle: 100, handshakeTimeout: 100, maxConnections: 1 };
    await using server = await startTextServer({}, { limits });
    using socket = await connectRaw(server.port, true);
    if (reads) socket.resume();
    socket.write(Buffer.concat([HTTP2_PREFACE, EMPTY_SETTINGS]));
    using client = connect(server.address, undefined, { 'grpc.initial_reconnect_backoff_ms': 100 });
    // Waits until there is a place.
    await ask(client, check, { service: '' }, new Metadata({ waitForReady: true }));
  });
});

describe('maxConnectionAge', () => {
  test('closes a connection, and after the grace also one with a call', async () => {
    const limits = { maxConnectionAge: 200, maxConnectionAgeGrace: 300 };
    await using server = await startTextServer({}, { limits });
    const start = performance.now();
    using session = connectHttp2(server.port);
    const call = openCall(session, watch.path);
    call.end(frame(Buffer.alloc(0)));
    await once(session, 'goaway');
    expect(performance.now() - start).toBeGreaterThan(150);
    expect(call.destroyed).toBe(false);
    await closing(session);
    expect(performance.now() - start).toBeGreaterThan(450);
  });
});

describe('keepaliveTime and keepaliveTimeout', () => {
  const limits = { keepaliveTime: 100, keepaliveTimeout: 100 };

  test('close a connection whose other end does not answer', async () => {
    await using server = await startTextServer({}, { limits });
    using socket = await connectRaw(server.port);
    socket.write(Buffer.concat([HTTP2_PREFACE, EMPTY_SETTINGS]));
    expect(await lifetime(socket)).toBeGreaterThan(150);
  });

  test('leave one that answers', async () => {
    // The answers must be in time on a busy machine, and the pings go on for longer than they may take.
    await using server = await startTextServer({}, { limits: { keepaliveTime: 100, keepaliveTimeout: 1_000 } });
    using session = connectHttp2(server.port);
    const end = closing(session);
    for (let pings = 0; pings < 13; pings++) await Promise.race([once(session, 'ping'), end]);
    expect(session.destroyed).toBe(false);
  });
});
