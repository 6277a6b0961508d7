import {
  type DescMethodStreaming,
  type DescMethodUnary,
  fromJson,
  type JsonValue,
  type Message,
  toJson,
} from '@bufbuild/protobuf';
import { Code, ConnectError, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { describe, expect, test } from '@jest/globals';
import { allDescriptors } from '../services/all-descriptors.js';
import { fileRegistry } from '../services/file-registry.js';
import { NOTE_DESCRIPTORS } from '../testing/note-service.js';
import { startNoteServer } from '../testing/start-note-server.js';
import { textError } from '../testing/text-errors.js';

const registry = fileRegistry(allDescriptors(NOTE_DESCRIPTORS));

const TRANSPORTS = [
  ['Connect with JSON', (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion: '1.1' })],
  [
    'Connect in binary',
    (baseUrl: string) => createConnectTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: true }),
  ],
  [
    'Connect by GET',
    (baseUrl: string) =>
      createConnectTransport({ baseUrl, httpVersion: '1.1', useHttpGet: true, useBinaryFormat: true }),
  ],
  ['gRPC-Web', (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion: '1.1' })],
  [
    'gRPC-Web with JSON',
    (baseUrl: string) => createGrpcWebTransport({ baseUrl, httpVersion: '1.1', useBinaryFormat: false }),
  ],
] as const;

function methodOf(service: string, name: string) {
  const method = registry.getService(service)?.methods.find((one) => one.name === name);
  if (!method) throw new Error(`There is no ${service}/${name}.`);
  return method;
}

/** Makes a call of a unary method. */
async function ask(transport: Transport, service: string, name: string, request: JsonValue): Promise<JsonValue> {
  // A method that is found at run time doesn't tell the compiler its kind.
  const method = methodOf(service, name) as DescMethodUnary;
  const { message } = await transport.unary(method, undefined, undefined, undefined, fromJson(method.input, request));
  return toJson(method.output, message);
}

/** Makes a call of a method with streams. */
async function converse(transport: Transport, name: string, requests: readonly JsonValue[]): Promise<JsonValue[]> {
  const method = methodOf('test.v1.Notes', name) as DescMethodStreaming;
  async function* messages(): AsyncGenerator<Message> {
    for (const request of requests) yield fromJson(method.input, request);
  }
  const { message } = await transport.stream(method, undefined, undefined, undefined, messages());
  const replies: JsonValue[] = [];
  for await (const reply of message) replies.push(toJson(method.output, reply));
  return replies;
}

describe.each(TRANSPORTS)('by %s', (name, transportTo) => {
  test('a unary call', async () => {
    await using server = await startNoteServer();
    expect(await ask(transportTo(server.url), 'test.v1.Notes', 'Get', { text: 'ä' })).toEqual({ text: 'ä' });
    expect(await ask(transportTo(server.url), 'test.v1.Notes', 'Get', {})).toEqual({});
    expect(await server.log.line('/Get')).toMatchObject({
      protocol: name.startsWith('gRPC-Web') ? 'grpc-web' : 'connect',
      code: 'OK',
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    });
  });

  test('streams of requests and of responses', async () => {
    await using server = await startNoteServer();
    const transport = transportTo(server.url);
    expect(await converse(transport, 'Download', [{ text: 'a b c' }])).toEqual([
      { text: 'a' },
      { text: 'b' },
      { text: 'c' },
    ]);
    expect(await converse(transport, 'Upload', [{ text: 'a' }, { text: 'b' }])).toEqual([{ text: 'a b' }]);
  });

  test('an error with its details', async () => {
    await using server = await startNoteServer({
      get({ text }) {
        throw textError('TEXT_NOT_FOUND', `There is no note ${text}.`, { resource: { type: 'Note', name: text } });
      },
      *download() {
        yield { text: 'one' };
        throw textError('TEXTS_BUSY', 'Others write.');
      },
    });
    const transport = transportTo(server.url);
    const missing = await ask(transport, 'test.v1.Notes', 'Get', { text: 'a' }).catch(ConnectError.from);
    expect(missing).toMatchObject({ code: Code.NotFound, rawMessage: 'There is no note a.' });
    expect(Object(missing).details).toEqual([
      expect.objectContaining({ type: 'google.rpc.ErrorInfo' }),
      expect.objectContaining({ type: 'google.rpc.ResourceInfo' }),
    ]);
    const busy = await converse(transport, 'Download', [{}]).catch(ConnectError.from);
    expect(busy).toMatchObject({ code: Code.Unavailable, rawMessage: 'Others write.' });
    expect(await server.log.line('/Download')).toMatchObject({ code: 'UNAVAILABLE' });
  });

  test('health', async () => {
    await using server = await startNoteServer();
    expect(await ask(transportTo(server.url), 'grpc.health.v1.Health', 'Check', {})).toEqual({ status: 'SERVING' });
  });

  test('a conversation in both directions is refused over HTTP/1.1', async () => {
    await using server = await startNoteServer();
    await expect(converse(transportTo(server.url), 'Chat', [{ text: 'a' }])).rejects.toThrow();
    const { status } = await server.call('Chat', {}, { headers: { 'content-type': 'application/connect+json' } });
    expect(status).toBe(505);
  });
});
