import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { credentials } from '@grpc/grpc-js';
import { beforeAll, expect, test } from '@jest/globals';
import {
  ask,
  type Certificate,
  connect,
  makeAuthority,
  makeCertificate,
  TemporaryFolder,
  writeCertificate,
} from 'test-kit';
import { Notes } from '../testing/note-service.js';
import { type NoteServer, startNoteServer } from '../testing/start-note-server.js';
import type { WebOptions } from './web-options.js';

let authority: Certificate;
let certificate: Certificate;
beforeAll(async () => {
  authority = await makeAuthority();
  certificate = await makeCertificate(authority, 'server');
});

async function startTlsServer(web: WebOptions | undefined): Promise<NoteServer> {
  using folder = new TemporaryFolder();
  // Read at the start only, so that the folder may go.
  return await startNoteServer({}, { tls: writeCertificate(folder.path, certificate), web });
}

/** Makes a call with JSON over HTTP/2. @returns what was agreed on, and the answer */
async function callOverHttp2(port: number, ALPNProtocols: string[], type = 'application/json') {
  // Left to itself, node:http2 offers only h2.
  const createConnection = () => connectTls({ host: 'localhost', port, ca: authority.cert, ALPNProtocols });
  const session = connectHttp2(`https://localhost:${port}`, { createConnection });
  session.on('error', () => {});
  const stream = session.request({ ':method': 'POST', ':path': Notes.get.path, 'content-type': type });
  stream.end('{"text":"a"}');
  const [headers] = await once(stream, 'response');
  const body = await text(stream);
  session.destroy();
  return { status: headers[':status'], body, protocol: session.alpnProtocol };
}

/** Makes a call with JSON over HTTP/1.1. */
async function callOverHttp1(port: number, ALPNProtocols: string[] | undefined) {
  const call = request({
    ...{ host: 'localhost', port, ca: authority.cert, method: 'POST', path: Notes.get.path, agent: false },
    headers: { 'content-type': 'application/json' },
    ...(ALPNProtocols && { ALPNProtocols }),
  });
  call.end('{"text":"a"}');
  const [response] = await once(call, 'response');
  return { status: response.statusCode, body: await text(response) };
}

test('a client that offers h2 and http/1.1 gets the web over HTTP/2', async () => {
  await using server = await startTlsServer({});
  const answer = await callOverHttp2(server.port, ['h2', 'http/1.1']);
  expect(answer).toEqual({ status: 200, body: '{"text":"a"}', protocol: 'h2' });
});

test.each([[['http/1.1']], [undefined]])('a client that offers %p gets the web over HTTP/1.1', async (offer) => {
  await using server = await startTlsServer({});
  expect(await callOverHttp1(server.port, offer)).toEqual({ status: 200, body: '{"text":"a"}' });
});

test('a client that offers only h2 gets the server of gRPC', async () => {
  await using server = await startTlsServer({});
  expect(await callOverHttp2(server.port, ['h2'])).toMatchObject({ status: 415, protocol: 'h2' });
  using client = connect(server.address, credentials.createSsl(Buffer.from(authority.cert)));
  expect((await ask(client, Notes.get, { text: 'a' })).response).toEqual({ text: 'a' });
});

test('without a web, http/1.1 is refused, and a client that offers both gets the server of gRPC', async () => {
  await using server = await startTlsServer(undefined);
  await expect(callOverHttp1(server.port, ['http/1.1'])).rejects.toThrow();
  expect(await callOverHttp2(server.port, ['h2', 'http/1.1'])).toMatchObject({ status: 415, protocol: 'h2' });
});
