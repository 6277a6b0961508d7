import { once } from 'node:events';
import { Agent } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { EventLog, frame } from 'test-kit';
import { beginCall, beginStream, callHttp, type HttpCall, readEnvelopes } from '../testing/http-call.js';
import { Notes } from '../testing/note-service.js';
import { type NoteServer, startNoteServer } from '../testing/start-note-server.js';
import { textError } from '../testing/text-errors.js';

const { get, put, upload, download } = Notes;

describe('a stream', () => {
  test('that is silent has its headers at once', async () => {
    await using server = await startNoteServer({
      async *download(note, { signal }) {
        await once(signal, 'abort');
        yield note;
      },
    });
    using call = beginStream(server.port, download.path, {}, { 'x-request-id': 'r1' });
    const { headers } = await call.response;
    expect(headers).toMatchObject({ 'content-type': 'application/connect+json', 'x-request-id': 'r1' });
  });

  test('has each message as soon as it is made', async () => {
    const told = new EventLog<string>();
    await using server = await startNoteServer({
      async *download() {
        yield { text: 'first' };
        await told.first(() => true);
        yield { text: 'second' };
      },
    });
    using call = beginStream(server.port, download.path, {});
    const response = await call.response;
    const [first] = await once(response, 'data');
    expect(readEnvelopes(first).messages).toEqual([{ text: 'first' }]);
    told.add('go on');
    expect(readEnvelopes(await buffer(response))).toEqual({ messages: [{ text: 'second' }], end: {} });
  });

  test('has all the messages of a plain generator, in order', async () => {
    const texts = Array.from({ length: 5_000 }, (_, index) => `note ${index}`);
    await using server = await startNoteServer({
      *download() {
        for (const text of texts) yield { text };
      },
    });
    using call = beginStream(server.port, download.path, {});
    const { messages } = readEnvelopes(await buffer(await call.response));
    expect(messages).toEqual(texts.map((text) => ({ text })));
  });
});

describe('an answer', () => {
  test.each(['gzip', 'br'])('is compressed (%s) if its caller takes it and it is not small', async (coding) => {
    await using server = await startNoteServer();
    const send = (text: string) =>
      callHttp(server.port, put.path, JSON.stringify({ text }), { 'accept-encoding': coding });
    const { headers, bytes } = await send('x'.repeat(10_000));
    expect(headers['content-encoding']).toBe(coding);
    expect(bytes.length).toBeLessThan(500);
    expect((await send('x')).headers['content-encoding']).toBeUndefined();
  });

  test('is compressed by what its caller takes, also an error, whatever its request was', async () => {
    await using server = await startNoteServer({
      put({ text }) {
        const violations = [{ field: text, description: 'x'.repeat(190) }];
        throw textError('INVALID_REQUEST', text, {
          violations: Array.from({ length: 10 }, () => violations[0] ?? []).flat(),
        });
      },
    });
    const send = (path: string, headers: Readonly<Record<string, string>>) =>
      callHttp(server.port, path, gzipSync(JSON.stringify({ text: 'x'.repeat(10_000) })), {
        'content-encoding': 'gzip',
        ...headers,
      });
    for (const { path } of [get, put]) {
      expect((await send(path, {})).headers['content-encoding']).toBeUndefined();
      expect((await send(path, { 'accept-encoding': 'zstd' })).headers['content-encoding']).toBeUndefined();
      const { headers, bytes } = await send(path, { 'accept-encoding': 'zstd, br' });
      expect(headers).toMatchObject({ 'content-encoding': 'br', 'content-length': `${bytes.length}` });
      expect(JSON.parse(String(brotliDecompressSync(bytes)))).toMatchObject(
        path === put.path ? { code: 'invalid_argument' } : {},
      );
    }
  });

  test.each([0, 1, 8_000, 20_000, 2_000_000])('has all of its bytes, with %i letters', async (letters) => {
    await using server = await startNoteServer();
    const text = 'ä'.repeat(letters);
    const json = JSON.stringify(text === '' ? {} : { text });
    const binary = Notes.put.requestSerialize({ text });
    expect((await callHttp(server.port, put.path, json)).bytes.equals(Buffer.from(json))).toBe(true);
    const { bytes } = await callHttp(server.port, put.path, binary, { 'content-type': 'application/proto' });
    expect(bytes.equals(binary)).toBe(true);
  });

  test('that is no message is an error', async () => {
    await using server = await startNoteServer({ get: () => Buffer.from([0xff]) });
    expect(await callHttp(server.port, get.path, '{}')).toMatchObject({ status: 500, json: { code: 'internal' } });
  });

  test('is not kept by caches', async () => {
    await using server = await startNoteServer();
    const answer = await fetch(`${server.url}${get.path}?encoding=json&message={"text":"a"}`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({ text: 'a' });
  });
});

describe('an answer leaves the connection to the next call', () => {
  /** Makes calls after each other, which `send` begins. @returns how many connections they had */
  async function countConnections(path: string, type: string, server: NoteServer, send: (call: HttpCall) => void) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    for (let n = 0; n < 3; n += 1) {
      const call = beginCall(server.port, path, { 'content-type': type }, { agent });
      send(call);
      const response = await call.response;
      sockets.add(response.socket);
      await buffer(response);
      call.request.end();
    }
    agent.destroy();
    return sockets.size;
  }

  test.each(['{}', 'no JSON', ''])('if the call was refused before its request (%j) was read', async (body) => {
    const guard = () => {
      throw textError('READ_ONLY', 'No.');
    };
    await using server = await startNoteServer({}, { guard });
    const send = ({ request }: HttpCall) => void request.write(`${body} `);
    expect(await countConnections(get.path, 'application/json', server, send)).toBe(1);
  });

  test('if the handler needed only some of its requests', async () => {
    await using server = await startNoteServer({
      async upload(notes) {
        for await (const note of notes) return note;
        throw new Error('There is none.');
      },
    });
    const send = ({ request }: HttpCall) => void request.write(frame(Buffer.from('{"text":"a"}')));
    expect(await countConnections(upload.path, 'application/connect+json', server, send)).toBe(1);
  });

  test('also after the deadline of the call has passed', async () => {
    await using server = await startNoteServer({
      async get(note) {
        if (note.text === 'late') await setTimeout(100);
        return note;
      },
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async (text: string, headers = {}) => {
      const call = beginCall(server.port, get.path, headers, { agent });
      call.request.end(JSON.stringify({ text }));
      return JSON.parse(String(await buffer(await call.response)));
    };
    expect(await ask('soon', { 'connect-timeout-ms': '50' })).toEqual({ text: 'soon' });
    expect(await ask('late')).toEqual({ text: 'late' });
    agent.destroy();
  });
});
