import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { Metadata } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from '@jest/globals';
import { health } from 'movie-proto';
import { ask, connect } from '../testing/call.js';
import { cleanUp, later } from '../testing/clean-up.js';
import { connectHttp2, frame, openCall } from '../testing/raw-http2.js';
import { startServer } from '../testing/start-server.js';

afterEach(cleanUp);

const { check, watch } = health.HealthService;
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const EMPTY_SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

/** A connection that says nothing by itself. */
async function connectRaw(port: number, allowHalfOpen = false): Promise<Socket> {
  const socket = connectTcp({ port, host: '127.0.0.1', allowHalfOpen });
  later(() => socket.destroy());
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** Waits until the server has closed a connection, and gives how long that took, in milliseconds. */
async function closing(connection: Socket | ReturnType<typeof connectHttp2>): Promise<number> {
  const start = performance.now();
  if ('resume' in connection) connection.resume();
  await new Promise((resolve) => connection.once('close', resolve));
  return performance.now() - start;
}

describe('--handshake-timeout', () => {
  const flags = ['--handshake-timeout', '100ms'];

  test.each([
    ['says nothing', ''],
    ['says half of what HTTP/2 begins with', PREFACE.slice(0, 10)],
  ])('closes a connection that %s', async (_name, begin) => {
    const { port } = await startServer({ flags });
    const socket = await connectRaw(port);
    socket.write(begin);
    expect(await closing(socket)).toBeGreaterThan(50);
  });

  test('leaves a connection that speaks HTTP/2 alone', async () => {
    const { port } = await startServer({ flags });
    const session = connectHttp2(port);
    await once(session, 'remoteSettings');
    await closing(await connectRaw(port));
    await closing(await connectRaw(port));
    expect(session.destroyed).toBe(false);
  });
});

describe('--max-connections', () => {
  test('closes one more at once, until another has left', async () => {
    const { port } = await startServer({ flags: ['--max-connections', '2'] });
    const [first, second] = [await connectRaw(port), await connectRaw(port)];
    expect(await closing(await connectRaw(port))).toBeLessThan(1_000);
    expect([first.destroyed, second.destroyed]).toEqual([false, false]);
    const left = closing(first);
    first.end();
    await left;
    await ask(connect(`127.0.0.1:${port}`), check, { service: '' });
  });
});

describe('--max-connection-idle', () => {
  test('closes a connection without calls, not one with', async () => {
    const { port } = await startServer({ flags: ['--max-connection-idle', '200ms'] });
    const busy = connectHttp2(port);
    const call = openCall(busy, watch.path);
    call.end(frame(Buffer.alloc(0)));
    await once(call, 'response');
    await closing(connectHttp2(port));
    await closing(connectHttp2(port));
    expect(busy.destroyed).toBe(false);
    call.resume().close();
    await closing(busy);
  });

  test.each([
    ['keeps its half open', true],
    ['does not read', false],
  ])('gives the place of a connection free whose other end %s', async (_name, reads) => {
    const flags = ['--max-connection-idle', '100ms', '--handshake-timeout', '100ms', '--max-connections', '1'];
    const { port } = await startServer({ flags });
    const socket = await connectRaw(port, true);
    if (reads) socket.resume();
    socket.write(Buffer.concat([Buffer.from(PREFACE), EMPTY_SETTINGS]));
    const client = connect(`127.0.0.1:${port}`, undefined, { 'grpc.initial_reconnect_backoff_ms': 100 });
    // Waits until there is a place.
    await ask(client, check, { service: '' }, new Metadata({ waitForReady: true }));
  });
});

describe('--max-connection-age', () => {
  test('closes a connection, and after the grace also one with a call', async () => {
    const flags = ['--max-connection-age', '200ms', '--max-connection-age-grace', '300ms'];
    const { port } = await startServer({ flags });
    const session = connectHttp2(port);
    const call = openCall(session, watch.path);
    call.end(frame(Buffer.alloc(0)));
    const start = performance.now();
    await once(session, 'goaway');
    expect(performance.now() - start).toBeGreaterThan(150);
    expect(call.destroyed).toBe(false);
    await closing(session);
    expect(performance.now() - start).toBeGreaterThan(450);
  });
});

describe('--keepalive-time and --keepalive-timeout', () => {
  const flags = ['--keepalive-time', '100ms', '--keepalive-timeout', '100ms'];

  test('close a connection whose other end does not answer', async () => {
    const { port } = await startServer({ flags });
    const socket = await connectRaw(port);
    socket.write(Buffer.concat([Buffer.from(PREFACE), EMPTY_SETTINGS]));
    expect(await closing(socket)).toBeGreaterThan(150);
  });

  test('leave one that answers', async () => {
    const { port } = await startServer({ flags });
    const session = connectHttp2(port);
    for (let pings = 0; pings < 3; pings++) await once(session, 'ping');
    expect(session.destroyed).toBe(false);
  });
});
