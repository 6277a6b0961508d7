import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from '@jest/globals';
import { EventLog } from '../stores/testing/event-log.js';
import { ask, connect, converse, download, failure } from '../testing/call.js';
import { cleanUp } from '../testing/clean-up.js';
import { connectHttp2, frame, openCall } from '../testing/raw-http2.js';
import { startTextServer } from '../testing/start-text-server.js';
import { TextService } from '../testing/text-service.js';

afterEach(cleanUp);

describe('close', () => {
  test('ends in time although a reader does not read, and its end of the connection stays open', async () => {
    const { port, rpc } = await startTextServer({
      async *download() {
        for (;;) yield 'x'.repeat(10_000);
      },
    });
    const stream = openCall(connectHttp2(port), TextService.download.path);
    stream.end(frame(Buffer.from('')));
    await once(stream, 'response');
    expect(await rpc.close(50)).toBe(1);
  });

  test('ends in time although a handler has stopped to ask for requests', async () => {
    const happened = new EventLog<string>();
    const { port, rpc } = await startTextServer({
      async upload() {
        happened.add('begun');
        return new Promise(() => {});
      },
    });
    const stream = openCall(connectHttp2(port), TextService.upload.path);
    for (let n = 0; n < 100; n++) stream.write(frame(Buffer.alloc(16_384)));
    await happened.first((event) => event === 'begun');
    expect(await rpc.close(50)).toBe(1);
  });

  test('lets a call under way finish', async () => {
    const happened = new EventLog<string>();
    const { client, rpc } = await startTextServer({
      async unary(text) {
        happened.add('begun');
        await happened.first((event) => event === 'go on');
        return text;
      },
    });
    const answer = ask(client, TextService.unary, 'done');
    await happened.first((event) => event === 'begun');
    const closed = rpc.close(10_000);
    happened.add('go on');
    expect((await answer).response).toBe('done');
    expect(await closed).toBe(0);
  });

  test('ends a stream without an end of its own at once, with UNAVAILABLE', async () => {
    const { client, rpc } = await startTextServer({
      async *chat(requests) {
        yield 'welcome';
        yield* requests;
      },
    });
    const call = converse(client, TextService.chat);
    const ended = failure(new Promise((_resolve, reject) => call.on('error', reject)));
    await once(call, 'data');
    expect(await rpc.close(10_000)).toBe(0);
    expect(await ended).toMatchObject({ code: status.UNAVAILABLE, reason: 'SHUTTING_DOWN' });
  });

  test('refuses calls that come meanwhile, on old and new connections, with UNAVAILABLE', async () => {
    const { address, rpc, client } = await startTextServer({
      async *download(_text, { signal }) {
        yield 'one';
        await once(signal, 'abort');
      },
    });
    const open = download(client, TextService.download, '');
    await once(open, 'data');
    const closed = rpc.close(200);
    const answers = [client, connect(address)].map((caller) => failure(ask(caller, TextService.unary, '')));
    for (const answer of await Promise.all(answers)) expect(answer.code).toBe(status.UNAVAILABLE);
    expect(await closed).toBe(1);
  });
});
