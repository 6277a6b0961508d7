import { once } from 'node:events';
import { constants } from 'node:http2';
import { setImmediate } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { connectHttp2, converse, download, EventLog, frame, openCall, upload } from 'test-kit';
import type { Handlers } from './service.js';
import { startTextServer } from './testing/start-text-server.js';
import { TextService } from './testing/text-service.js';

const forever = (signal: AbortSignal) => once(signal, 'abort');

describe('a caller that leaves', () => {
  test('aborts the signal of a unary call', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      unary: async (text, { signal }) => {
        happened.add('begun');
        await forever(signal);
        happened.add('aborted');
        return text;
      },
    });
    using session = connectHttp2(server.port);
    const stream = openCall(session, TextService.unary.path);
    stream.end(frame(Buffer.from('')));
    await happened.first((event) => event === 'begun');
    stream.close(constants.NGHTTP2_CANCEL);
    expect(await happened.first((event) => event !== 'begun')).toBe('aborted');
  });

  test('aborts a signal that the handler first looks at afterwards', async () => {
    const happened = new EventLog<string>();
    const ended = () => happened.add('ended');
    const unary: Handlers<typeof TextService>['unary'] = async (text, context) => {
      happened.add('begun');
      await happened.first((event) => event === 'ended');
      happened.add(context.signal.aborted ? 'aborted' : 'not aborted');
      return text;
    };
    await using server = await startTextServer({ unary }, { observers: [{ ended }] });
    using session = connectHttp2(server.port);
    const stream = openCall(session, TextService.unary.path);
    stream.end(frame(Buffer.from('')));
    await happened.first((event) => event === 'begun');
    stream.close(constants.NGHTTP2_CANCEL);
    await happened.first((event) => event.endsWith('aborted'));
    expect(happened.events).toEqual(['begun', 'ended', 'aborted']);
  });

  test('leaves an error that its handler throws afterwards to the log', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      unary: async (_text, { signal }) => {
        happened.add('begun');
        await forever(signal);
        throw new Error('thrown after the end');
      },
    });
    using session = connectHttp2(server.port);
    const stream = openCall(session, TextService.unary.path);
    stream.end(frame(Buffer.from('')));
    await happened.first((event) => event === 'begun');
    stream.close(constants.NGHTTP2_CANCEL);
    const { err } = await server.log.line('The handler failed.');
    expect(err).toMatchObject({ message: 'thrown after the end' });
  });

  test('runs the finally of a generator without an end', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      async *download() {
        try {
          for (;;) yield 'x'.repeat(1_000);
        } finally {
          happened.add('finally');
        }
      },
    });
    const call = download(server.client, TextService.download, '');
    await once(call, 'data');
    call.cancel();
    expect(await happened.first(() => true)).toBe('finally');
  });

  test('runs the finally of a generator that waits for a caller that does not read', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      async *download() {
        try {
          for (;;) yield 'x'.repeat(100_000);
        } finally {
          happened.add('finally');
        }
      },
    });
    using session = connectHttp2(server.port);
    const stream = openCall(session, TextService.download.path);
    stream.end(frame(Buffer.from('')));
    await once(stream, 'response');
    stream.close(constants.NGHTTP2_CANCEL);
    expect(await happened.first(() => true)).toBe('finally');
  });

  test('runs the finally of a generator that goes on after messages that could not be sent', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      async *download(_text, { signal }) {
        try {
          // More than may be unsent, in three writes. The first, whose end grpc-js still reports when the caller leaves,
          // is small, and the last is made while the handler waits.
          yield 'x';
          await setImmediate();
          for (let n = 0; n < 3; n++) yield 'x'.repeat(30_000);
          happened.add('waiting');
          await forever(signal);
          yield 'one more';
        } finally {
          happened.add('finally');
        }
      },
    });
    // The caller has room for no message at all.
    using session = connectHttp2(server.port, { settings: { initialWindowSize: 0 } });
    const stream = openCall(session, TextService.download.path);
    stream.end(frame(Buffer.from('')));
    await once(stream, 'response');
    await happened.first((event) => event === 'waiting');
    stream.close(constants.NGHTTP2_CANCEL);
    expect(await happened.first((event) => event !== 'waiting')).toBe('finally');
  });

  test('runs the finally of a plain generator', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      *download() {
        try {
          for (;;) yield 'x'.repeat(1_000);
        } finally {
          happened.add('finally');
        }
      },
    });
    const call = download(server.client, TextService.download, '');
    await once(call, 'data');
    call.cancel();
    expect(await happened.first(() => true)).toBe('finally');
  });

  test('runs the finally of a generator that waits for the signal', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      async *download(_text, { signal }) {
        try {
          yield 'first';
          await once(new EventTarget(), 'never', { signal });
        } finally {
          happened.add('finally');
        }
      },
    });
    const call = download(server.client, TextService.download, '');
    await once(call, 'data');
    call.cancel();
    expect(await happened.first(() => true)).toBe('finally');
    expect(server.log.text).not.toContain('The handler failed.');
  });

  test('in the middle of an upload looks like an error, not like the end', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      upload: async (requests) => {
        try {
          for await (const text of requests) happened.add(text);
          happened.add('the end');
        } catch (error) {
          happened.add(String(error));
        }
        return '';
      },
    });
    const { call, response } = upload(server.client, TextService.upload);
    response.catch(() => {});
    call.write('one');
    await happened.first((event) => event === 'one');
    call.cancel();
    await happened.first((event) => event !== 'one');
    expect(happened.events).toEqual(['one', 'RpcError: The caller left.']);
  });

  test('whose connection breaks in the middle of an upload looks the same', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      upload: async (requests) => {
        try {
          for await (const text of requests) happened.add(text);
          happened.add('the end');
        } catch (error) {
          happened.add(String(error));
        }
        return '';
      },
    });
    using session = connectHttp2(server.port);
    openCall(session, TextService.upload.path).write(frame(Buffer.from('one')));
    await happened.first((event) => event === 'one');
    session.destroy();
    await happened.first((event) => event !== 'one');
    expect(happened.events).toEqual(['one', 'RpcError: The caller left.']);
  });

  test('ends a stream of both on both sides', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      async *chat(requests) {
        try {
          for await (const text of requests) yield text;
        } finally {
          happened.add('finally');
        }
      },
    });
    const call = converse(server.client, TextService.chat);
    call.write('hello');
    await once(call, 'data');
    call.cancel();
    expect(await happened.first(() => true)).toBe('finally');
  });
});

describe('a deadline', () => {
  test('that passes aborts the signal, and the caller gets DEADLINE_EXCEEDED', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      unary: async (text, { signal }) => {
        await forever(signal);
        happened.add('aborted');
        return text;
      },
    });
    // A raw caller, which does not keep its deadline itself.
    using session = connectHttp2(server.port);
    const stream = openCall(session, TextService.unary.path, { 'grpc-timeout': '50m' });
    stream.end(frame(Buffer.from('')));
    const [headers] = await once(stream, 'response');
    expect(headers['grpc-status']).toBe(String(status.DEADLINE_EXCEEDED));
    expect(await happened.first(() => true)).toBe('aborted');
  });
});
