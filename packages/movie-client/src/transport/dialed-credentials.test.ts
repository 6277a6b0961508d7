import { once } from 'node:events';
import { createSecureContext, createServer } from 'node:tls';
import { Metadata } from '@grpc/grpc-js';
import { expect, test } from '@jest/globals';
import { v1 } from 'movie-proto';
import { type Certificate, MuteServer, makeAuthority, makeCertificate } from 'test-kit';
import { FailingServer, rawMethod } from '../testing/failing-server.js';
import { channelOptions } from './channel-options.js';
import { Connection } from './connection.js';
import { DialedCredentials } from './dialed-credentials.js';
import { parseTarget } from './target.js';

const READ = rawMethod(v1.MovieServiceService.getMovie);

/** @param dialMs how long an attempt to connect may take */
function connectionTo(
  address: string,
  { authority, dialMs = 200 }: { authority?: Certificate; dialMs?: number } = {},
): Connection & Disposable {
  const tls = authority && { secureContext: createSecureContext({ ca: authority.cert }), serverName: '127.0.0.1' };
  const connection = new Connection(parseTarget(address), {
    credentials: new DialedCredentials(tls, dialMs),
    channelOptions: channelOptions(parseTarget(address), undefined),
    metadata: async () => new Metadata(),
  });
  return Object.assign(connection, { [Symbol.dispose]: () => connection.close() });
}

function read(connection: Connection, deadline = Number.POSITIVE_INFINITY): Promise<Buffer> {
  return connection.unary(READ, Buffer.alloc(0), { signal: undefined, deadline });
}

test('a client gets through to a server after a connection to a mute one on its port', async () => {
  using mute = await MuteServer.start();
  using connection = connectionTo(mute.address);
  const early = read(connection).catch((error: unknown) => error);
  await mute.connected();
  mute.stopListening();
  using server = await FailingServer.start([READ], 0, mute.port);
  await early;
  expect(await connection.keepsConnecting(Date.now() + 5_000)).toBe(true);
  await read(connection);
  expect(server.calls(READ)).toBeGreaterThan(0);
});

test('a server that does TLS and then nothing is given up on', async () => {
  const authority = await makeAuthority();
  const server = createServer({ ...(await makeCertificate(authority, 'mute')), ALPNProtocols: ['h2'] });
  server.on('secureConnection', (socket) => socket.on('error', () => {}).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  using connection = connectionTo(`127.0.0.1:${port}`, { authority });
  await expect(read(connection)).rejects.toThrow(/did not start HTTP\/2 within 0\.2 s/);
  connection.close();
  server.close();
  await once(server, 'close');
});

test('a connection to a server that answers outlasts the time for an attempt', async () => {
  using server = await FailingServer.start([READ], 0);
  using mute = await MuteServer.start();
  using connection = connectionTo(server.address);
  using hopeless = connectionTo(mute.address);
  await read(connection);
  await expect(read(hopeless)).rejects.toThrow(/did not start HTTP\/2 within 0\.2 s/);
  expect(await connection.connects(Date.now())).toBe(true);
});

test('close() ends an attempt to connect', async () => {
  using mute = await MuteServer.start();
  const connection = connectionTo(mute.address, { dialMs: 60_000 });
  const early = read(connection).catch((error: unknown) => error);
  await mute.connected();
  const [socket] = mute.connections;
  connection.close();
  if (socket && !socket.destroyed) await once(socket.resume(), 'close');
  expect(await early).toMatchObject({ code: 'UNAVAILABLE' });
  expect(mute.connections).toHaveLength(1);
});
