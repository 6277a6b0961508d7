import { describe, expect, test } from '@jest/globals';
import { ask, converse, download, failure, metadataOf, upload } from 'test-kit';
import type { CallContext } from './call-context.js';
import { defineService, type Handlers } from './service.js';
import { startTextServer } from './testing/start-text-server.js';
import { textError } from './testing/text-errors.js';
import { TextService } from './testing/text-service.js';

async function collect(texts: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const text of texts) all.push(text);
  return all;
}

const unused = () => {
  throw new Error('unused');
};

describe('the four kinds of call', () => {
  test('unary: one request, one response', async () => {
    await using server = await startTextServer({ unary: async (text) => text.toUpperCase() });
    const { response } = await ask(server.client, TextService.unary, 'hello');
    expect(response).toBe('HELLO');
  });

  test('a handler need not be async', async () => {
    await using server = await startTextServer({ unary: (text) => text, download: () => ['a', 'b'] });
    expect((await ask(server.client, TextService.unary, '')).response).toBe('');
    expect(await download(server.client, TextService.download, '').toArray()).toEqual(['a', 'b']);
  });

  test('a stream of requests ends when the caller has sent its last', async () => {
    await using server = await startTextServer({
      upload: async (requests) => (await collect(requests)).join('+'),
    });
    const { call, response } = upload(server.client, TextService.upload);
    for (const text of ['1', '2', '3']) call.write(text);
    call.end();
    expect(await response).toBe('1+2+3');
  });

  test('a stream of requests without a request ends at once', async () => {
    await using server = await startTextServer({
      upload: async (requests) => String((await collect(requests)).length),
    });
    const { call, response } = upload(server.client, TextService.upload);
    call.end();
    expect(await response).toBe('0');
  });

  test('a handler may answer before the last request', async () => {
    await using server = await startTextServer({
      upload: async (requests) => {
        for await (const first of requests) return `${first} is enough`;
        return 'none';
      },
    });
    const { call, response } = upload(server.client, TextService.upload);
    for (let n = 1; n <= 100; n++) call.write(String(n));
    expect(await response).toBe('1 is enough');
  });

  test('a stream of responses arrives in order', async () => {
    const texts = Array.from({ length: 1_000 }, (_, n) => String(n));
    await using server = await startTextServer({
      download: async function* () {
        yield* texts;
      },
    });
    expect(await download(server.client, TextService.download, '').toArray()).toEqual(texts);
  });

  test('a stream of both answers each request when it comes', async () => {
    await using server = await startTextServer({
      chat: async function* (requests) {
        for await (const text of requests) yield `${text}!`;
      },
    });
    const call = converse(server.client, TextService.chat);
    const answers = call[Symbol.asyncIterator]();
    for (const text of ['a', 'b']) {
      call.write(text);
      expect((await answers.next()).value).toBe(`${text}!`);
    }
    call.end();
    expect((await answers.next()).done).toBe(true);
  });

  test('a response that is encoded already is sent as it is', async () => {
    await using server = await startTextServer({ unary: () => Buffer.from('as it is') });
    expect((await ask(server.client, TextService.unary, '')).response).toBe('as it is');
  });

  test.each([
    ['no pieces', []],
    ['a piece', ['one']],
    ['pieces, some of which are empty', ['', 'one', '', 'two ', 'x'.repeat(100_000), '']],
  ])('a response of %s is one message, alone and in a stream', async (_, texts) => {
    const pieces = texts.map((text) => Buffer.from(text));
    await using server = await startTextServer({ unary: () => pieces, download: () => [pieces, 'end'] });
    expect((await ask(server.client, TextService.unary, '')).response).toBe(texts.join(''));
    expect(await download(server.client, TextService.download, '').toArray()).toEqual([texts.join(''), 'end']);
  });
});

describe('the context', () => {
  test('has the metadata, the deadline, the peer and a log with the request id', async () => {
    const contexts: CallContext[] = [];
    await using server = await startTextServer({
      unary: (text, context) => {
        contexts.push(context);
        context.log.info('I was here.');
        return text;
      },
    });
    const deadline = Date.now() + 5_000;
    const metadata = metadataOf({ 'x-color': 'blue', 'x-request-id': 'abc-1' });
    await ask(server.client, TextService.unary, '', metadata, { deadline });
    const [context] = contexts;
    expect(context?.metadata.get('x-color')).toEqual(['blue']);
    expect(Math.abs((context?.deadline ?? 0) - deadline)).toBeLessThan(1_000);
    expect(context?.peer).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(context?.requestId).toBe('abc-1');
    expect(await server.log.line('I was here.')).toMatchObject({ requestId: 'abc-1' });
  });

  test('without a deadline, the deadline is Infinity', async () => {
    await using server = await startTextServer({ unary: (_text, { deadline }) => String(deadline) });
    expect((await ask(server.client, TextService.unary, '')).response).toBe('Infinity');
  });
});

describe('the request id', () => {
  const echoId: Partial<Handlers<typeof TextService>> = { unary: (_text, { requestId }) => requestId };

  test.each(['a', 'A1_b.c:d+e/f=g-h', 'x'.repeat(128)])('%s is taken over and goes back', async (id) => {
    await using server = await startTextServer(echoId);
    const { response, headers } = await ask(server.client, TextService.unary, '', metadataOf({ 'x-request-id': id }));
    expect(response).toBe(id);
    expect(headers.get('x-request-id')).toEqual([id]);
  });

  test.each(['', 'x'.repeat(129), 'two words', 'quote"', '<script>', '{}'])('%p is replaced', async (id) => {
    await using server = await startTextServer(echoId);
    const { response, headers } = await ask(server.client, TextService.unary, '', metadataOf({ 'x-request-id': id }));
    expect(response).toMatch(/^[\w-]{12}-[0-9a-z]+$/);
    expect(headers.get('x-request-id')).toEqual([response]);
  });

  test('that the caller has not sent goes back with an error and with a stream, but with no other response', async () => {
    await using server = await startTextServer({
      unary: (text, { requestId }) => {
        if (text !== '') throw textError('READ_ONLY', requestId);
        return requestId;
      },
      download: (_text, { requestId }) => [requestId],
    });
    const { response, headers } = await ask(server.client, TextService.unary, '');
    expect(response).toMatch(/^[\w-]{12}-[0-9a-z]+$/);
    expect(headers.get('x-request-id')).toEqual([]);
    const { message, requestId } = await failure(ask(server.client, TextService.unary, 'fail'));
    expect(requestId).toBe(message);
    const call = download(server.client, TextService.download, '');
    const sent = new Promise((resolve) => call.on('metadata', (received) => resolve(received.get('x-request-id'))));
    const texts = await call.toArray();
    expect(await sent).toEqual(texts);
  });

  test('of the caller goes back with an error and with a stream as well', async () => {
    await using server = await startTextServer({
      unary: () => {
        throw textError('READ_ONLY', 'No.');
      },
      download: () => [],
    });
    const metadata = metadataOf({ 'x-request-id': 'mine' });
    expect((await failure(ask(server.client, TextService.unary, '', metadata))).requestId).toBe('mine');
    const call = download(server.client, TextService.download, '', metadata);
    const headers = new Promise((resolve) => call.on('metadata', (received) => resolve(received.get('x-request-id'))));
    await call.toArray();
    expect(await headers).toEqual(['mine']);
  });
});

describe('registration', () => {
  test('knows the names on the wire', () => {
    const handlers = { unary: unused, upload: unused, download: unused, chat: unused };
    const { name, methods } = defineService(TextService, handlers, { longLived: ['download'] });
    expect(name).toBe('test.v1.TextService');
    expect(methods.map((method) => [method.path, method.longLived])).toEqual([
      ['/test.v1.TextService/Unary', false],
      ['/test.v1.TextService/Upload', false],
      ['/test.v1.TextService/Download', true],
      ['/test.v1.TextService/Chat', true],
    ]);
  });

  test('does not compile with a handler missing, misspelt, or of another kind', () => {
    const handlers = { unary: unused, upload: unused, download: unused };
    // @ts-expect-error chat is missing
    expect(() => defineService(TextService, handlers)).toThrow('No handler for /test.v1.TextService/Chat.');
    // @ts-expect-error chat is misspelt
    expect(() => defineService(TextService, { ...handlers, chatt: unused })).toThrow('No handler');
    // @ts-expect-error a unary method does not answer with a number
    defineService(TextService, { ...handlers, chat: unused, unary: () => 1 });
    // @ts-expect-error a method with a stream of responses does not answer with one
    defineService(TextService, { ...handlers, chat: unused, download: () => 1 });
  });
});
