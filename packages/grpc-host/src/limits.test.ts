import { once } from 'node:events';
import { constants } from 'node:http2';
import { type Client, Metadata, status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { answerOf, ask, connect, connectHttp2, download, failure, frame, metadataOf, openCall } from 'test-kit';
import type { HostLimits } from './limits.js';
import { startTextServer } from './testing/start-text-server.js';
import { TextService } from './testing/text-service.js';

const { check, watch } = health.HealthService;

function checkHealth(client: Client, metadata?: Metadata) {
  return ask(client, check, { service: '' }, metadata);
}

describe('maxMessageSize', () => {
  test('refuses a larger message, takes one that is not', async () => {
    await using server = await startTextServer({ unary: (text) => text }, { limits: { maxMessageSize: 1_024 } });
    const send = (text: string) => ask(server.client, TextService.unary, text);
    expect((await failure(send('x'.repeat(1_025)))).code).toBe(status.RESOURCE_EXHAUSTED);
    expect((await send('x'.repeat(1_024))).response).toHaveLength(1_024);
  });
});

describe('maxMetadataSize', () => {
  const limits = { maxMetadataSize: 2_048 };

  test('refuses a call with more, takes one without', async () => {
    await using server = await startTextServer({}, { limits });
    const error = await failure(checkHealth(server.client, metadataOf({ 'x-large': 'x'.repeat(2_048) })));
    expect(error).toMatchObject({ code: status.RESOURCE_EXHAUSTED, reason: 'METADATA_TOO_LARGE' });
    await checkHealth(server.client, metadataOf({ 'x-large': 'x'.repeat(1_500) }));
  });

  test('counts every value of a key', async () => {
    await using server = await startTextServer({}, { limits });
    const metadata = new Metadata();
    for (let n = 0; n < 30; n++) metadata.add('x-many-bin', Buffer.alloc(100));
    const error = await failure(checkHealth(server.client, metadata));
    expect(error.reason).toBe('METADATA_TOO_LARGE');
  });
});

describe('maxConcurrentStreams', () => {
  test('keeps a call waiting until another on its connection has ended', async () => {
    await using server = await startTextServer({}, { limits: { maxConcurrentStreams: 1 } });
    using other = connect(server.address);
    const first = download(server.client, watch, { service: '' });
    await once(first, 'data');
    const second = checkHealth(server.client).then(() => 'answered');
    expect(await Promise.race([second, checkHealth(other).then(() => 'still waits')])).toBe('still waits');
    first.cancel();
    expect(await second).toBe('answered');
  });
});

describe('maxSessionMemory', () => {
  /** Opens many calls at once, and gives with which code of HTTP/2 they ended; undefined: they are in progress. */
  const openMany = async (limits: Partial<HostLimits>) => {
    await using server = await startTextServer({}, { limits: { maxConcurrentStreams: 5_000, ...limits } });
    using session = connectHttp2(server.port);
    await once(session, 'remoteSettings');
    const outcomes = Array.from({ length: 2_000 }, () => {
      const call = openCall(session, watch.path);
      call.end(frame(Buffer.alloc(0)));
      return new Promise((resolve) => {
        call.once('response', () => resolve(undefined));
        call.once('close', () => resolve(call.rstCode));
      });
    });
    const codes = new Set(await Promise.all(outcomes));
    await checkHealth(server.client);
    return codes;
  };

  test('refuses calls on a connection that holds too much, and serves others', async () => {
    expect(await openMany({ maxSessionMemory: 1_000_000 })).toContain(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  });

  test('by default suffices for that', async () => {
    expect(await openMany({})).toEqual(new Set([undefined]));
  });
});

describe('maxCallDuration', () => {
  const forever = () => new Promise<string>(() => {});
  const limits = { maxCallDuration: 100 };

  test('ends a unary call that takes longer, though its deadline is later or it has none', async () => {
    await using server = await startTextServer({ unary: forever }, { limits });
    for (const options of [{}, { deadline: Date.now() + 60_000 }]) {
      const error = await failure(ask(server.client, TextService.unary, '', new Metadata(), options));
      expect(error).toMatchObject({ code: status.DEADLINE_EXCEEDED, reason: 'CALL_TOO_LONG' });
    }
  });

  test('ends a call that began after another one, which has ended in time', async () => {
    await using server = await startTextServer({ unary: (text) => (text === 'quick' ? text : forever()) }, { limits });
    await ask(server.client, TextService.unary, 'quick');
    expect(await failure(ask(server.client, TextService.unary, ''))).toMatchObject({ reason: 'CALL_TOO_LONG' });
  });

  test("leaves the caller's own deadline alone if it is earlier", async () => {
    await using server = await startTextServer({ unary: forever }, { limits: { maxCallDuration: 60_000 } });
    const error = await failure(
      ask(server.client, TextService.unary, '', new Metadata(), { deadline: Date.now() + 100 }),
    );
    expect(error).toMatchObject({ code: status.DEADLINE_EXCEEDED, reason: undefined });
  });

  test('does not end a stream of responses', async () => {
    let ended = () => {};
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    await using server = await startTextServer(
      {
        async *download() {
          await over;
          yield 'late';
        },
        unary: forever,
      },
      { limits },
    );
    const call = download(server.client, TextService.download, '');
    const received = call.toArray();
    await failure(ask(server.client, TextService.unary, ''));
    ended();
    expect(await received).toEqual(['late']);
  });

  test.each([
    ['unary call whose request never comes', TextService.unary.path],
    ['stream of requests that never ends', TextService.upload.path],
  ])('ends a %s', async (_name, path) => {
    await using server = await startTextServer({ upload: forever }, { limits });
    using session = connectHttp2(server.port);
    const call = openCall(session, path);
    call.write(frame(Buffer.alloc(3), { length: 10 }));
    expect(await answerOf(call)).toMatchObject({ grpcStatus: status.DEADLINE_EXCEEDED });
  });

  test.each<[string, Record<string, string>, boolean]>([
    [TextService.unary.path, {}, true],
    [TextService.unary.path, { 'grpc-timeout': '50m' }, true],
    [TextService.upload.path, {}, true],
    [TextService.upload.path, {}, false],
    [TextService.upload.path, { 'grpc-timeout': '50m' }, false],
  ])(
    'ends a call of %s, with %j, whose answer is not taken, so that a shutdown need not wait (ended: %s)',
    async (path, headers, ends) => {
      const text = 'x'.repeat(100_000);
      await using server = await startTextServer({ unary: () => text, upload: () => text }, { limits });
      using session = connectHttp2(server.port, { settings: { initialWindowSize: 0 } });
      await once(session, 'remoteSettings');
      const call = openCall(session, path, headers);
      if (ends) call.end(frame(Buffer.alloc(0)));
      else call.write(frame(Buffer.alloc(0)));
      await once(call, 'response');
      // A shutdown that forces the end of the call would come after the end of the test.
      const closed = server.close(600_000);
      await once(call, 'close');
      expect(call.rstCode).toBe(constants.NGHTTP2_CANCEL);
      await closed;
    },
  );
});
