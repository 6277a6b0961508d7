import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { frame } from 'test-kit';
import { beginCall, beginStream, callHttp } from '../testing/http-call.js';
import { Notes } from '../testing/note-service.js';
import { startNoteServer } from '../testing/start-note-server.js';
import { textError } from '../testing/text-errors.js';

const { get, put, upload, download } = Notes;
const ID = { 'x-request-id': 'r1' };

/** The reason of an error, as its details say it. */
function reasonIn(details: readonly { readonly debug?: { readonly reason?: string } }[] = []): string | undefined {
  return details.map(({ debug }) => debug?.reason).find((reason) => reason !== undefined);
}

describe('a request that is no message of its method is refused with its reason', () => {
  test.each([
    ['no JSON', '{', 'JSON'],
    ['nothing', '', 'JSON'],
    ['an unknown field', '{"txet":"a"}', '"txet" is unknown'],
    ['a value of another type', '{"text":1}', 'text'],
    ['a field of every object', '{"__proto__":{"text":"a"}}', '"__proto__" is unknown'],
  ])('%s', async (_name, body, part) => {
    await using server = await startNoteServer();
    const { status, headers, json } = await callHttp(server.port, put.path, body, ID);
    expect(status).toBe(400);
    expect(headers).toMatchObject(ID);
    expect(json).toMatchObject({ code: 'invalid_argument', message: expect.stringContaining(part) });
    expect(reasonIn(json.details)).toBe('UNDECODABLE_JSON');
    expect(await server.log.line('/Put')).toMatchObject({ code: 'INVALID_ARGUMENT', requestId: 'r1' });
  });

  test('in a stream', async () => {
    await using server = await startNoteServer();
    using call = beginStream(server.port, download.path, { txet: 'a' });
    const body = String(await buffer(await call.response));
    expect(body).toContain('UNDECODABLE_JSON');
    expect(await server.log.line('/Download')).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('in a URL', async () => {
    await using server = await startNoteServer();
    for (const message of ['', '&message={', '&message={"txet":"a"}']) {
      const answer = await fetch(`${server.url}${get.path}?encoding=json${message}`, { headers: ID });
      expect(answer.headers.get('x-request-id')).toBe('r1');
      expect(answer.status).toBe(400);
      expect(reasonIn(Object(await answer.json()).details)).toBe('UNDECODABLE_JSON');
    }
    expect(await server.log.line('/Get')).toMatchObject({ code: 'INVALID_ARGUMENT', requestId: 'r1' });
  });
});

test('a URL that does not say its encoding is no call, and learns what one has', async () => {
  await using server = await startNoteServer();
  for (const query of ['', '?message={}', '?encoding=xml&message={}', '?encoding=connect%2bjson&message={}']) {
    const answer = await fetch(`${server.url}${get.path}${query}`);
    expect(answer.status).toBe(415);
    expect(await answer.text()).toContain('?encoding=json&message=');
  }
  await fetch(`${server.url}${get.path}?encoding=json&message={}`);
  await server.log.line('/Get OK');
  expect(server.log.lines.events.filter(({ msg }) => msg.includes('/Get'))).toHaveLength(1);
});

test.each([
  'application/grpc-web-text',
  'application/grpc-web-text+proto',
  'Application/gRPC-Web-Text',
  'application/grpc-web+xml',
  'application/connect+json',
  'application/xml',
  '',
])('the content type %j is refused with those that the method takes', async (type) => {
  await using server = await startNoteServer();
  const { status, bytes } = await callHttp(server.port, put.path, '', { 'content-type': type });
  expect(status).toBe(415);
  expect(String(bytes)).toBe(
    '/test.v1.Notes/Put takes the content types application/json, application/proto, application/grpc-web+json or ' +
      'application/grpc-web+proto.\n',
  );
});

test('the content types of a stream are those with envelopes', async () => {
  await using server = await startNoteServer();
  const { status, bytes } = await callHttp(server.port, download.path, '{}');
  expect(status).toBe(415);
  expect(String(bytes)).toContain('takes the content types application/connect+json, application/connect+proto, ');
});

test.each([
  ['a timeout that is none', put.path, '{}', { 'connect-timeout-ms': 'soon' }],
  ['a message that is too large', put.path, JSON.stringify({ text: 'x'.repeat(2_000) }), {}],
  ['a compression that nobody knows', put.path, '{}', { 'content-encoding': 'zstd' }],
  ['a method that there is not', '/test.v1.Notes/None', '{}', {}],
])('what is refused for %s has its request id', async (_name, path, body, headers) => {
  await using server = await startNoteServer({}, { limits: { maxMessageSize: 1_024 } });
  const answer = await callHttp(server.port, path, body, { ...ID, ...headers });
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.headers).toMatchObject(ID);
});

test('what the guard refuses is answered so, whatever else is wrong with it', async () => {
  const guard = () => {
    throw textError('READ_ONLY', 'No.');
  };
  await using server = await startNoteServer({}, { guard });
  for (const headers of [{ 'content-encoding': 'zstd' }, { 'connect-timeout-ms': 'soon' }]) {
    const { status, json } = await callHttp(server.port, put.path, '{}', headers);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'failed_precondition', message: 'No.' });
  }
  expect(server.log.lines.events.map(({ code }) => code)).toEqual(['FAILED_PRECONDITION', 'FAILED_PRECONDITION']);
});

test('the body of a GET means nothing', async () => {
  await using server = await startNoteServer();
  const path = `${get.path}?encoding=json&message=${encodeURIComponent('{"text":"a"}')}`;
  const body = '{"text":"b"}';
  using call = beginCall(server.port, path, { 'content-length': `${body.length}` }, { method: 'GET' });
  call.request.end(body);
  expect(String(await buffer(await call.response))).toBe('{"text":"a"}');
});

test('a method that there is not has its reason', async () => {
  await using server = await startNoteServer();
  const { status, json } = await callHttp(server.port, '/test.v1.Notes/None', '{}');
  expect(status).toBe(404);
  expect(json).toMatchObject({ code: 'unimplemented', message: 'This server has no method /test.v1.Notes/None.' });
  expect(reasonIn(json.details)).toBe('UNKNOWN_METHOD');
});

test('an envelope with unknown flags is refused, and not read without limits', async () => {
  await using server = await startNoteServer();
  for (const flags of [2, 4, 128]) {
    const envelope = frame(Buffer.alloc(40_002, Buffer.from([0x12, 0])));
    envelope[0] = flags;
    const type = { 'content-type': 'application/connect+proto', 'x-request-id': `flags-${flags}` };
    const { bytes } = await callHttp(server.port, upload.path, envelope, type);
    expect(String(bytes)).toContain('invalid_argument');
    expect(String(bytes)).toContain('flags');
  }
});
