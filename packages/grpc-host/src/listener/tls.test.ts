import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { type Client, credentials, status } from '@grpc/grpc-js';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import {
  ask,
  type Certificate,
  connect,
  failure,
  makeAuthority,
  makeCertificate,
  TemporaryFolder,
  writeCertificate,
} from 'test-kit';
import type { HostLimits } from '../limits.js';
import { startTextServer, type TextServer } from '../testing/start-text-server.js';
import { readTls } from './tls-files.js';

let authority: Certificate;
let first: Certificate;
let second: Certificate;

beforeAll(async () => {
  authority = await makeAuthority();
  first = await makeCertificate(authority, 'first');
  second = await makeCertificate(authority, 'second');
});

interface TlsServer extends TextServer {
  /** Where its certificate and key are. */
  readonly folder: string;
}

interface TlsServerOptions {
  /** Whether callers need a certificate of the authority. */
  readonly mutual?: boolean;
  readonly limits?: Partial<HostLimits>;
}

/** Starts a server with the first certificate. */
async function startTlsServer({ mutual = false, limits }: TlsServerOptions = {}): Promise<TlsServer> {
  const folder = new TemporaryFolder();
  const files = writeCertificate(folder.path, first);
  const tls = mutual ? { ...files, clientCa: folder.write('client-ca.pem', authority.cert) } : files;
  const server = await startTextServer({}, { tls, limits });
  const end = async () => {
    await server[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  };
  return { ...server, folder: folder.path, [Symbol.asyncDispose]: end };
}

/** A client that trusts the authority; with a certificate of its own, or none. */
function connectSecurely(address: string, own?: Certificate): Client & Disposable {
  const pem = (text: string | undefined) => (text === undefined ? null : Buffer.from(text));
  return connect(address, credentials.createSsl(Buffer.from(authority.cert), pem(own?.key), pem(own?.cert)));
}

const isServing = (client: Client) => ask(client, health.HealthService.check, { service: '' });

/** Makes a call on a new connection. */
async function callOnce(address: string, own?: Certificate): Promise<unknown> {
  using client = connectSecurely(address, own);
  return await isServing(client);
}

/** The name in the certificate that a new connection is given. */
async function nameServedNow(port: number): Promise<string> {
  const socket = connectTls({ port, host: '127.0.0.1', ca: authority.cert, ALPNProtocols: ['h2'] });
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}

describe('with a certificate', () => {
  test('connections are over TLS, and not otherwise', async () => {
    await using server = await startTlsServer();
    await callOnce(server.address);
    using inPlainText = connect(server.address);
    expect((await failure(isServing(inPlainText))).code).toBe(status.UNAVAILABLE);
  });

  test('TLS 1.1 is refused', async () => {
    await using server = await startTlsServer();
    const versions = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' } as const;
    const socket = connectTls({ port: server.port, host: '127.0.0.1', ca: authority.cert, ...versions });
    await expect(new Promise((_resolve, reject) => socket.once('error', reject))).rejects.toThrow();
  });

  test('a cipher that HTTP/2 forbids is refused', async () => {
    await using server = await startTlsServer();
    const tls12 = {
      maxVersion: 'TLSv1.2',
      ciphers: 'ECDHE-ECDSA-AES256-SHA:ECDHE-ECDSA-AES128-SHA256:AES128-GCM-SHA256',
    } as const;
    const socket = connectTls({ port: server.port, host: '127.0.0.1', ca: authority.cert, ...tls12 });
    await expect(
      new Promise((resolve, reject) => socket.once('error', reject).once('secureConnect', resolve)),
    ).rejects.toThrow();
  });

  test('TLS 1.2 negotiates once', async () => {
    await using server = await startTlsServer();
    const socket = connectTls({ port: server.port, host: '127.0.0.1', ca: authority.cert, maxVersion: 'TLSv1.2' });
    await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
    const refused = new Promise((_resolve, reject) => socket.once('error', reject));
    socket.renegotiate({}, () => {});
    await expect(refused).rejects.toThrow(/renegotiation/);
    socket.destroy();
  });

  test("the peer in the log is the caller's, not that of a socket within", async () => {
    await using server = await startTlsServer();
    await callOnce(server.address);
    const line = await server.log.line('Health/Check OK');
    expect(line).toMatchObject({ peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
  });

  test('a connection that says nothing after the handshake is closed', async () => {
    await using server = await startTlsServer({ limits: { handshakeTimeout: 100 } });
    const secured = connectTls({ port: server.port, host: '127.0.0.1', ca: authority.cert, ALPNProtocols: ['h2'] });
    // On a busy machine it may be closed before its handshake is done.
    secured.on('error', () => {});
    await new Promise((resolve) => secured.once('close', resolve));
  });
});

describe('with authorities for callers', () => {
  test('a caller without a certificate is refused, one with a certificate is served', async () => {
    await using server = await startTlsServer({ mutual: true });
    expect((await failure(callOnce(server.address))).code).toBe(status.UNAVAILABLE);
    await callOnce(server.address, await makeCertificate(authority, 'a client'));
  });

  test('a certificate that another authority signed is refused', async () => {
    await using server = await startTlsServer({ mutual: true });
    const stranger = await makeCertificate(await makeAuthority(), 'a stranger');
    expect((await failure(callOnce(server.address, stranger))).code).toBe(status.UNAVAILABLE);
  });

  test('the log says who was refused, and why', async () => {
    await using server = await startTlsServer({ mutual: true });
    const peer = expect.stringMatching(/^127\.0\.0\.1:\d+$/);
    await failure(callOnce(server.address));
    const missing = await server.log.line('did not return a certificate');
    expect(missing).toMatchObject({ level: 30, peer, reason: 'peer did not return a certificate' });
    await failure(callOnce(server.address, await makeCertificate(await makeAuthority(), 'a stranger')));
    const refused = await server.log.lines.first(({ reason }) => /^[A-Z_]+$/.test(String(reason)));
    expect(refused).toMatchObject({ level: 30, peer, msg: `A TLS handshake failed: ${refused['reason']}.` });
  });

  test('the log names each of those that give up their handshakes at the same time', async () => {
    await using server = await startTlsServer({ mutual: true });
    const sockets = Array.from({ length: 20 }, () => connectTcp(server.port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const callers = sockets.map(({ localPort }) => `127.0.0.1:${localPort}`);
    for (const socket of sockets) socket.destroy();
    const failures = () => server.log.lines.events.filter(({ reason }) => reason === 'ECONNRESET');
    await server.log.lines.first(() => failures().length === sockets.length);
    expect(failures().map(({ peer }) => peer)).toEqual(expect.arrayContaining(callers));
  });

  test("it stays so when the server's certificate is replaced", async () => {
    await using server = await startTlsServer({ mutual: true });
    writeCertificate(server.folder, second);
    await server.log.line('The TLS certificate was reloaded.');
    expect((await failure(callOnce(server.address))).code).toBe(status.UNAVAILABLE);
    await callOnce(server.address, second);
  });
});

describe('a certificate that is replaced', () => {
  test('is served to the next connection, while the old one continues', async () => {
    await using server = await startTlsServer();
    using old = connectSecurely(server.address);
    await isServing(old);
    expect(await nameServedNow(server.port)).toBe('first');
    writeCertificate(server.folder, second);
    await server.log.line('The TLS certificate was reloaded.');
    expect(await nameServedNow(server.port)).toBe('second');
    await isServing(old);
  });

  test('by a broken one leaves the old one in use, and the log says why', async () => {
    await using server = await startTlsServer();
    const cert = join(server.folder, 'cert.pem');
    writeFileSync(cert, 'not a certificate');
    const { msg, level } = await server.log.line('The TLS certificate was not reloaded; the old one stays in use.');
    expect(level).toBe(50);
    expect(msg).toContain(cert);
    expect(await nameServedNow(server.port)).toBe('first');
    writeCertificate(server.folder, second);
    await server.log.line('The TLS certificate was reloaded.');
    expect(await nameServedNow(server.port)).toBe('second');
  });
});

const pipes = process.platform === 'win32' ? test.skip : test;

pipes(
  `a pipe for a certificate is not waited for${process.platform === 'win32' ? ' (skipped: Windows has none)' : ''}`,
  async () => {
    await using server = await startTlsServer();
    const cert = join(server.folder, 'cert.pem');
    rmSync(cert);
    spawnSync('mkfifo', [cert]);
    const { msg } = await server.log.line('The TLS certificate was not reloaded; the old one stays in use.');
    expect(msg).toContain(`The TLS file ${cert} can't be read: it is not a regular file`);
    expect(await nameServedNow(server.port)).toBe('first');
  },
);

describe('files that make no certificate are refused, and named', () => {
  test('one that is not there', async () => {
    using folder = new TemporaryFolder();
    const { cert } = writeCertificate(folder.path, first);
    const key = folder.file('nothing.pem');
    await expect(readTls({ cert, key })).rejects.toThrow(`The TLS file ${key} can't be read: `);
  });

  test('a key of another certificate', async () => {
    using one = new TemporaryFolder();
    using other = new TemporaryFolder();
    const { cert } = writeCertificate(one.path, first);
    const { key } = writeCertificate(other.path, second);
    await expect(readTls({ cert, key })).rejects.toThrow(`These files don't make a TLS certificate: ${cert}, ${key}: `);
  });

  test.each(['', 'not a certificate'])('an authority that reads %p', async (text) => {
    using folder = new TemporaryFolder();
    const files = writeCertificate(folder.path, first);
    const clientCa = folder.write('client-ca.pem', text);
    await expect(readTls({ ...files, clientCa })).rejects.toThrow(clientCa);
  });

  test('a host does not start with them', async () => {
    using folder = new TemporaryFolder();
    const { cert } = writeCertificate(folder.path, first);
    const start = startTextServer({}, { tls: { cert, key: folder.file('nothing.pem') } });
    await expect(start).rejects.toMatchObject({ name: 'TlsError' });
  });
});
