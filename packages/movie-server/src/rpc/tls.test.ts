import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls';
import { type Client, credentials, status } from '@grpc/grpc-js';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { health } from 'movie-proto';
import { removeTemporaryFolders, temporaryFolder } from '../stores/testing/temporary-folder.js';
import { ask, connect, failure } from '../testing/call.js';
import { type Certificate, makeAuthority, makeCertificate, writeCertificate } from '../testing/certificates.js';
import { cleanUp, later } from '../testing/clean-up.js';
import { RecordedLog } from '../testing/recorded-log.js';
import { startServer } from '../testing/start-server.js';
import { readTls } from './tls.js';

afterEach(cleanUp);
afterEach(removeTemporaryFolders);

let authority: Certificate;
let first: Certificate;
let second: Certificate;

beforeAll(async () => {
  authority = await makeAuthority();
  first = await makeCertificate(authority, 'first');
  second = await makeCertificate(authority, 'second');
});

/** Starts a server with the first certificate. */
async function startTlsServer({ mutual = false } = {}) {
  const folder = temporaryFolder();
  const files = writeCertificate(folder, first);
  const clientCa = join(folder, 'client-ca.pem');
  if (mutual) writeFileSync(clientCa, authority.cert);
  const log = new RecordedLog();
  const server = await startServer({ tls: mutual ? { ...files, clientCa } : files, log: log.logger });
  return { ...server, folder, log, clientCa };
}

function connectWith(address: string, own?: Certificate): Client {
  const pem = (text: string | undefined) => (text === undefined ? null : Buffer.from(text));
  return connect(address, credentials.createSsl(Buffer.from(authority.cert), pem(own?.key), pem(own?.cert)));
}

const isServing = (client: Client) => ask(client, health.HealthService.check, { service: '' });

/** The name in the certificate that a new connection is given. */
async function nameServedNow(port: number): Promise<string> {
  const socket: TLSSocket = connectTls({ port, host: '127.0.0.1', ca: authority.cert, ALPNProtocols: ['h2'] });
  later(() => socket.destroy());
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  const certificate: PeerCertificate = socket.getPeerCertificate();
  socket.destroy();
  return String(certificate.subject.CN);
}

describe('--tls-cert and --tls-key', () => {
  test('serve over TLS, and nothing else', async () => {
    const { address } = await startTlsServer();
    await isServing(connectWith(address));
    expect((await failure(isServing(connect(address)))).code).toBe(status.UNAVAILABLE);
  });

  test('speak TLS 1.2 and newer only', async () => {
    const { port } = await startTlsServer();
    const socket = connectTls({
      port,
      host: '127.0.0.1',
      ca: authority.cert,
      maxVersion: 'TLSv1.1',
      minVersion: 'TLSv1',
    });
    await expect(new Promise((_resolve, reject) => socket.once('error', reject))).rejects.toThrow();
  });

  test("the peer in the log is the caller's, not that of a socket within", async () => {
    const { address, log } = await startTlsServer();
    await isServing(connectWith(address));
    expect(await log.line('Health/Check OK')).toMatchObject({ peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
  });

  test('a connection that says nothing after the handshake is closed', async () => {
    const folder = temporaryFolder();
    const files = writeCertificate(folder, first);
    const { port } = await startServer({ tls: files, flags: ['--handshake-timeout', '100ms'] });
    const secured = connectTls({ port, host: '127.0.0.1', ca: authority.cert, ALPNProtocols: ['h2'] });
    await new Promise((resolve) => secured.once('close', resolve));
  });
});

describe('--tls-client-ca', () => {
  test('refuses a caller without a certificate, takes one with', async () => {
    const { address } = await startTlsServer({ mutual: true });
    expect((await failure(isServing(connectWith(address)))).code).toBe(status.UNAVAILABLE);
    await isServing(connectWith(address, await makeCertificate(authority, 'a client')));
  });

  test('refuses a certificate that another authority has signed', async () => {
    const { address } = await startTlsServer({ mutual: true });
    const stranger = await makeCertificate(await makeAuthority(), 'a stranger');
    expect((await failure(isServing(connectWith(address, stranger)))).code).toBe(status.UNAVAILABLE);
  });

  test('still refuses once the certificate has been replaced', async () => {
    const { address, folder, log } = await startTlsServer({ mutual: true });
    writeCertificate(folder, second);
    await log.line('The TLS certificate was loaded anew.');
    expect((await failure(isServing(connectWith(address)))).code).toBe(status.UNAVAILABLE);
    await isServing(connectWith(address, second));
  });
});

describe('certificates that are replaced', () => {
  test('are served to the next connection, while the old one goes on', async () => {
    const { address, port, folder, log } = await startTlsServer();
    const old = connectWith(address);
    await isServing(old);
    expect(await nameServedNow(port)).toBe('first');
    writeCertificate(folder, second);
    await log.line('The TLS certificate was loaded anew.');
    expect(await nameServedNow(port)).toBe('second');
    await isServing(old);
  });

  test('and are broken leave the old one, and the log says why', async () => {
    const { port, folder, log } = await startTlsServer();
    writeFileSync(join(folder, 'cert.pem'), 'not a certificate');
    const { msg, level } = await log.line('The TLS certificate was not loaded anew, and the old one stays.');
    expect(level).toBe(50);
    expect(msg).toContain(join(folder, 'cert.pem'));
    expect(await nameServedNow(port)).toBe('first');
    writeCertificate(folder, second);
    await log.line('The TLS certificate was loaded anew.');
    expect(await nameServedNow(port)).toBe('second');
  });
});

describe('files that make no certificate are refused, and named', () => {
  test('one that is not there', async () => {
    const { cert } = writeCertificate(temporaryFolder(), first);
    const key = join(temporaryFolder(), 'nothing.pem');
    await expect(readTls({ cert, key })).rejects.toThrow(`The TLS file ${key} can't be read: `);
  });

  test('a key of another certificate', async () => {
    const { cert } = writeCertificate(temporaryFolder(), first);
    const { key } = writeCertificate(temporaryFolder(), second);
    await expect(readTls({ cert, key })).rejects.toThrow(`These files don't make a TLS certificate: ${cert}, ${key}: `);
  });

  test.each(['', 'not a certificate'])('an authority that reads %p', async (text) => {
    const files = writeCertificate(temporaryFolder(), first);
    const clientCa = join(temporaryFolder(), 'client-ca.pem');
    writeFileSync(clientCa, text);
    await expect(readTls({ ...files, clientCa })).rejects.toThrow(clientCa);
  });
});
