import { once } from 'node:events';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { credentials } from '@grpc/grpc-js';
import { expect, test } from '@jest/globals';
import { ask, connect } from 'test-kit';
import { Notes } from '../testing/note-service.js';
import { type SecureServer, startSecureServer } from '../testing/start-secure-server.js';

/** Makes a call with JSON over HTTP/2. @returns what was agreed on, and the answer */
async function callOverHttp2(server: SecureServer, offer: string[]) {
  using session = server.openHttp2(offer);
  const stream = session.request({ ':method': 'POST', ':path': Notes.get.path, 'content-type': 'application/json' });
  stream.end('{"text":"a"}');
  const [headers] = await once(stream, 'response');
  return { status: headers[':status'], body: await text(stream), protocol: session.alpnProtocol };
}

/** Makes a call with JSON over HTTP/1.1. */
async function callOverHttp1({ port, ca }: SecureServer, ALPNProtocols: string[] | undefined) {
  const call = request({
    ...{ host: 'localhost', port, ca, method: 'POST', path: Notes.get.path, agent: false },
    headers: { 'content-type': 'application/json' },
    ...(ALPNProtocols && { ALPNProtocols }),
  });
  call.end('{"text":"a"}');
  const [response] = await once(call, 'response');
  return { status: response.statusCode, body: await text(response) };
}

test('a client that offers h2 and http/1.1 gets the web over HTTP/2', async () => {
  await using server = await startSecureServer();
  const answer = await callOverHttp2(server, ['h2', 'http/1.1']);
  expect(answer).toEqual({ status: 200, body: '{"text":"a"}', protocol: 'h2' });
});

test.each([[['http/1.1']], [undefined]])('a client that offers %p gets the web over HTTP/1.1', async (offer) => {
  await using server = await startSecureServer();
  expect(await callOverHttp1(server, offer)).toEqual({ status: 200, body: '{"text":"a"}' });
});

test.each([[['h2']], [['grpc-exp', 'h2']]])('a client that offers %p gets the server of gRPC', async (offer) => {
  await using server = await startSecureServer();
  expect(await callOverHttp2(server, offer)).toMatchObject({ status: 415, protocol: 'h2' });
  using client = connect(server.address, credentials.createSsl(Buffer.from(server.ca)));
  expect((await ask(client, Notes.get, { text: 'a' })).response).toEqual({ text: 'a' });
});

test('a client that offers neither is refused', async () => {
  await using server = await startSecureServer();
  await expect(callOverHttp1(server, ['acme'])).rejects.toThrow();
});

test('without a web, http/1.1 is refused, and a client that offers both gets the server of gRPC', async () => {
  await using server = await startSecureServer({}, { web: undefined });
  await expect(callOverHttp1(server, ['http/1.1'])).rejects.toThrow();
  expect(await callOverHttp2(server, ['h2', 'http/1.1'])).toMatchObject({ status: 415, protocol: 'h2' });
});
