import { once } from 'node:events';
import { constants } from 'node:http2';
import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from '@jest/globals';
import { EventLog } from '../stores/testing/event-log.js';
import { converse, download, upload } from '../testing/call.js';
import { cleanUp } from '../testing/clean-up.js';
import { connectHttp2, frame, openCall } from '../testing/raw-http2.js';
import { startTextServer } from '../testing/start-text-server.js';
import { TextService } from '../testing/text-service.js';
import type { Handlers } from './service.js';

afterEach(cleanUp);

const forever = (signal: AbortSignal) => once(signal, 'abort');

describe('a caller that leaves', () => {
  test('aborts the signal of a unary call', async () => {
    const happened = new EventLog<string>();
    const { port } = await startTextServer({
      unary: async (text, { signal }) => {
        happened.add('begun');
        await forever(signal);
        happened.add('aborted');
        return text;
      },
    });
    const stream = openCall(connectHttp2(port), TextService.unary.path);
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
    const { port } = await startTextServer({ unary }, { observers: [{ ended }] });
    const stream = openCall(connectHttp2(port), TextService.unary.path);
    stream.end(frame(Buffer.from('')));
    await happened.first((event) => event === 'begun');
    stream.close(constants.NGHTTP2_CANCEL);
    await happened.first((event) => event.endsWith('aborted'));
    expect(happened.events).toEqual(['begun', 'ended', 'aborted']);
  });

  test('runs the finally of an endless generator', async () => {
    const happened = new EventLog<string>();
    const { client } = await startTextServer({
      async *download() {
        try {
          for (;;) yield 'x'.repeat(1_000);
        } finally {
          happened.add('finally');
        }
      },
    });
    const call = download(client, TextService.download, '');
    await once(call, 'data');
    call.cancel();
    expect(await happened.first(() => true)).toBe('finally');
  });

  test('runs the finally of a generator that waits because nobody reads', async () => {
    const happened = new EventLog<string>();
    const { port } = await startTextServer({
      async *download() {
        try {
          for (;;) yield 'x'.repeat(100_000);
        } finally {
          happened.add('finally');
        }
      },
    });
    const session = connectHttp2(port);
    const stream = openCall(session, TextService.download.path);
    stream.end(frame(Buffer.from('')));
    await once(stream, 'response');
    stream.close(constants.NGHTTP2_CANCEL);
    expect(await happened.first(() => true)).toBe('finally');
  });

  test('runs the finally of a plain generator', async () => {
    const happened = new EventLog<string>();
    const { client } = await startTextServer({
      *download() {
        try {
          for (;;) yield 'x'.repeat(1_000);
        } finally {
          happened.add('finally');
        }
      },
    });
    const call = download(client, TextService.download, '');
    await once(call, 'data');
    call.cancel();
    expect(await happened.first(() => true)).toBe('finally');
  });

  test('runs the finally of a generator that waits for the signal', async () => {
    const happened = new EventLog<string>();
    const { client, log } = await startTextServer({
      async *download(_text, { signal }) {
        try {
          yield 'first';
          await once(new EventTarget(), 'never', { signal });
        } finally {
          happened.add('finally');
        }
      },
    });
    const call = download(client, TextService.download, '');
    await once(call, 'data');
    call.cancel();
    expect(await happened.first(() => true)).toBe('finally');
    expect(log.text).not.toContain('The handler failed.');
  });

  test('in the middle of an upload looks like an error, not like the end', async () => {
    const happened = new EventLog<string>();
    const { client } = await startTextServer({
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
    const { call, response } = upload(client, TextService.upload);
    response.catch(() => {});
    call.write('one');
    await happened.first((event) => event === 'one');
    call.cancel();
    await happened.first((event) => event !== 'one');
    expect(happened.events).toEqual(['one', 'RpcError: The caller left.']);
  });

  test('whose connection breaks in the middle of an upload looks the same', async () => {
    const happened = new EventLog<string>();
    const { port } = await startTextServer({
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
    const session = connectHttp2(port);
    openCall(session, TextService.upload.path).write(frame(Buffer.from('one')));
    await happened.first((event) => event === 'one');
    session.destroy();
    await happened.first((event) => event !== 'one');
    expect(happened.events).toEqual(['one', 'RpcError: The caller left.']);
  });

  test('ends a stream of both on both sides', async () => {
    const happened = new EventLog<string>();
    const { client } = await startTextServer({
      async *chat(requests) {
        try {
          for await (const text of requests) yield text;
        } finally {
          happened.add('finally');
        }
      },
    });
    const call = converse(client, TextService.chat);
    call.write('hello');
    await once(call, 'data');
    call.cancel();
    expect(await happened.first(() => true)).toBe('finally');
  });
});

describe('a deadline', () => {
  test('that passes aborts the signal, and the caller gets DEADLINE_EXCEEDED', async () => {
    const happened = new EventLog<string>();
    const { port } = await startTextServer({
      unary: async (text, { signal }) => {
        await forever(signal);
        happened.add('aborted');
        return text;
      },
    });
    // A raw caller, which does not keep its deadline itself.
    const stream = openCall(connectHttp2(port), TextService.unary.path, { 'grpc-timeout': '50m' });
    stream.end(frame(Buffer.from('')));
    const [headers] = await once(stream, 'response');
    expect(headers['grpc-status']).toBe(String(status.DEADLINE_EXCEEDED));
    expect(await happened.first(() => true)).toBe('aborted');
  });
});
