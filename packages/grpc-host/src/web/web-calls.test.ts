import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { EventLog } from 'test-kit';
import type { CallOutcome, ObservedCall } from '../call-observer.js';
import { TrustedProxies } from '../listener/trusted-proxies.js';
import { beginCall, beginStream, callHttp } from '../testing/http-call.js';
import { Notes } from '../testing/note-service.js';
import { startNoteServer } from '../testing/start-note-server.js';
import { textError } from '../testing/text-errors.js';

const { get, put, upload, download } = Notes;

describe('a call of the web is one as any other', () => {
  test('to the guard, which sees its metadata and decides before the body is read', async () => {
    const guard = ({ metadata }: ObservedCall) => {
      if (metadata.get('authorization')[0] !== 'Bearer t1') throw textError('READ_ONLY', 'No token.');
    };
    await using server = await startNoteServer({}, { guard });
    using refused = beginCall(server.port, put.path);
    refused.request.write('{');
    expect((await refused.response).statusCode).toBe(400);
    const answer = await callHttp(server.port, put.path, 'no JSON', { authorization: 'Bearer t2' });
    expect(answer.json).toMatchObject({ code: 'failed_precondition', message: 'No token.' });
    const { status } = await callHttp(server.port, put.path, '{}', { authorization: 'Bearer t1' });
    expect(status).toBe(200);
  });

  test('to observers: the same object, with its protocol and messages', async () => {
    const ended = new EventLog<{ call: ObservedCall; outcome: CallOutcome }>();
    const started: ObservedCall[] = [];
    const observer = {
      started: (call: ObservedCall) => void started.push(call),
      ended: (call: ObservedCall, outcome: CallOutcome) => void ended.add({ call, outcome }),
    };
    await using server = await startNoteServer({}, { observers: [observer] });
    await callHttp(server.port, get.path, '{}', { 'content-type': 'application/json' });
    const { call, outcome } = await ended.first(() => true);
    expect(call).toBe(started[0]);
    expect(call).toMatchObject({ protocol: 'connect', path: get.path, remote: { address: '127.0.0.1' } });
    expect(outcome).toMatchObject({ code: 0, received: 1, sent: 1 });
  });

  test('by its request id, in the answer, in errors and in the log', async () => {
    const get = () => {
      throw new Error('secret');
    };
    await using server = await startNoteServer({ get });
    const good = await callHttp(server.port, put.path, '{}', { 'x-request-id': 'r1' });
    expect(good.headers['x-request-id']).toBe('r1');
    const bad = await callHttp(server.port, Notes.get.path, '{}', { 'x-request-id': 'r2' });
    expect(bad).toMatchObject({ status: 500, headers: { 'x-request-id': 'r2' }, json: { code: 'internal' } });
    expect(String(bad.bytes)).not.toContain('secret');
    expect(await server.log.line('/Get INTERNAL')).toMatchObject({ requestId: 'r2', level: 50 });
    expect(await server.log.line('The handler failed.')).toMatchObject({ requestId: 'r2' });
  });

  test('by the address that a trusted proxy gives', async () => {
    await using server = await startNoteServer({}, { trustedProxies: new TrustedProxies(['127.0.0.1']) });
    await callHttp(server.port, put.path, '{}', { 'x-forwarded-for': '203.0.113.7' });
    expect(await server.log.line('/Put')).toMatchObject({ peer: '203.0.113.7' });
  });

  test('by its metadata, without cookies and what gRPC has no way to say', async () => {
    const seen = new EventLog<unknown>();
    await using server = await startNoteServer({
      put(note, { metadata }) {
        seen.add(metadata.toJSON());
        return note;
      },
    });
    const headers = { 'x-text': 'a', 'x-odd': 'ä', 'x-bytes-bin': 'AQI', cookie: `c=${'x'.repeat(20_000)}` };
    expect(await callHttp(server.port, put.path, '{}', headers)).toMatchObject({ status: 200 });
    const metadata = await seen.first(() => true);
    expect(metadata).toMatchObject({ 'x-text': ['a'], 'x-bytes-bin': [Buffer.from([1, 2])] });
    expect(metadata).not.toHaveProperty('x-odd');
    expect(metadata).not.toHaveProperty('cookie');
  });

  test('to its decoder, also if it is no message in binary', async () => {
    await using server = await startNoteServer();
    const answer = await callHttp(server.port, put.path, Buffer.from([0xff]), { 'content-type': 'application/proto' });
    expect(answer.json).toMatchObject({ code: 'internal', message: `The request is not a message of ${put.path}.` });
  });

  test('of a content type in capital letters', async () => {
    await using server = await startNoteServer();
    const answer = await callHttp(server.port, put.path, '{"text":"a"}', { 'content-type': 'Application/JSON' });
    expect(answer).toMatchObject({ status: 200, bytes: Buffer.from('{"text":"a"}') });
    using call = beginStream(server.port, download.path, { text: 'b' }, { 'content-type': 'Application/Connect+JSON' });
    expect(String(await buffer(await call.response))).toContain('{"text":"b"}');
  });

  test('also of a method that there is not, for the log', async () => {
    await using server = await startNoteServer();
    const answer = await callHttp(server.port, '/test.v1.Notes/None', '{}');
    expect(answer).toMatchObject({ status: 404, json: { code: 'unimplemented' } });
    expect(await server.log.line('/test.v1.Notes/None')).toMatchObject({ code: 'UNIMPLEMENTED', protocol: 'connect' });
  });
});

test('an error in JSON has its details in words, too', async () => {
  await using server = await startNoteServer({
    get({ text }) {
      const violations = [{ field: 'text', description: `must not be ${text}` }];
      throw textError('INVALID_REQUEST', 'The note is wrong.', { violations });
    },
  });
  const { status, json } = await callHttp(server.port, get.path, '{"text":"a"}');
  expect(status).toBe(400);
  expect(json).toMatchObject({ code: 'invalid_argument', message: 'The note is wrong.' });
  expect(json.details.map(({ type, debug }: Record<string, unknown>) => ({ type, debug }))).toEqual([
    { type: 'google.rpc.ErrorInfo', debug: { domain: 'test.v1', reason: 'INVALID_REQUEST' } },
    { type: 'google.rpc.BadRequest', debug: { fieldViolations: [{ field: 'text', description: 'must not be a' }] } },
  ]);
});

describe('a deadline', () => {
  test.each([{ 'connect-timeout-ms': '50' }, { 'content-type': 'application/grpc-web+json', 'grpc-timeout': '50m' }])(
    'is known to the handler, and ends the call: %p',
    async (headers) => {
      const seen = new EventLog<{ left: number; aborted: boolean }>();
      await using server = await startNoteServer({
        async *download(note, { deadline, signal }) {
          yield note;
          const left = deadline - Date.now();
          await once(signal, 'abort');
          seen.add({ left, aborted: signal.aborted });
        },
      });
      const type = { 'content-type': 'application/connect+json' };
      using call = beginStream(server.port, download.path, {}, { ...type, ...headers });
      const body = String(await buffer(await call.response));
      expect(body).toMatch(/deadline_exceeded|grpc-status: 4/);
      const { left, aborted } = await seen.first(() => true);
      expect(left).toBeLessThanOrEqual(50);
      expect(aborted).toBe(true);
      expect(await server.log.line('/Download')).toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    },
  );

  test.each(['soon', '-1', '99999999999'])('that is none (%s) is refused', async (timeout) => {
    await using server = await startNoteServer();
    const answer = await callHttp(server.port, put.path, '{}', { 'connect-timeout-ms': timeout });
    expect(answer).toMatchObject({ status: 400, json: { code: 'invalid_argument' } });
    expect(await server.log.line('/Put')).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('a caller that leaves', () => {
  test.each([
    ['before its answer', get.path, false],
    ['in the middle of its answer', download.path, true],
  ])('%s is noticed by the handler, and in the log', async (_name, path, isStream) => {
    const happened = new EventLog<string>();
    const wait = async (signal: AbortSignal) => {
      happened.add('begun');
      await once(signal, 'abort');
      happened.add('aborted');
    };
    await using server = await startNoteServer({
      async get(note, { signal }) {
        await wait(signal);
        return note;
      },
      async *download(note, { signal }) {
        yield note;
        await wait(signal);
      },
    });
    using call = isStream ? beginStream(server.port, path, {}) : beginCall(server.port, path);
    if (!isStream) call.request.end('{}');
    await happened.first((event) => event === 'begun');
    call.request.destroy();
    await happened.first((event) => event === 'aborted');
    expect(await server.log.line(path)).toMatchObject({ code: 'CANCELLED' });
  });

  test('in the middle of its request is no end of it', async () => {
    const happened = new EventLog<string>();
    await using server = await startNoteServer({
      async upload(notes) {
        try {
          for await (const { text } of notes) happened.add(text);
          return { text: 'complete' };
        } catch (error) {
          happened.add(String(error));
          throw error;
        }
      },
    });
    using call = beginCall(server.port, upload.path, { 'content-type': 'application/connect+json' });
    call.request.write(
      Buffer.concat([Buffer.from([0, 0, 0, 0, 12]), Buffer.from('{"text":"a"}'), Buffer.from([0, 0])]),
    );
    await happened.first((event) => event === 'a');
    call.request.destroy();
    expect(await happened.first((event) => event !== 'a')).toContain('The caller left.');
    expect(await server.log.line(upload.path)).toMatchObject({ code: 'CANCELLED' });
  });
});
