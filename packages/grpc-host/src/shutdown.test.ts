import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { answerOf, ask, connect, connectHttp2, converse, download, EventLog, failure, frame, openCall } from 'test-kit';
import { startTextServer, type TextServer } from './testing/start-text-server.js';
import { TextService } from './testing/text-service.js';

/** How many calls the log says were cut off; one number for each such line. */
function cutOff({ log }: TextServer): unknown[] {
  return log.lines.events.filter(({ msg }) => msg.includes('cut off')).map(({ calls }) => calls);
}

describe('close', () => {
  test('ends in time although a reader does not read, and its end of the connection stays open', async () => {
    await using server = await startTextServer({
      async *download() {
        for (;;) yield 'x'.repeat(10_000);
      },
    });
    using session = connectHttp2(server.port);
    const stream = openCall(session, TextService.download.path);
    stream.end(frame(Buffer.from('')));
    await once(stream, 'response');
    await server.close(50);
    expect(cutOff(server)).toEqual([1]);
  });

  test('ends in time although a handler has stopped asking for requests', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      async upload() {
        happened.add('begun');
        return new Promise(() => {});
      },
    });
    using session = connectHttp2(server.port);
    const stream = openCall(session, TextService.upload.path);
    for (let n = 0; n < 100; n++) stream.write(frame(Buffer.alloc(16_384)));
    await happened.first((event) => event === 'begun');
    await server.close(50);
    expect(cutOff(server)).toEqual([1]);
  });

  test('does not wait for a caller that has its status and does not end its requests', async () => {
    await using server = await startTextServer({ upload: async () => 'enough' });
    using session = connectHttp2(server.port);
    const call = openCall(session, TextService.upload.path);
    call.write(frame(Buffer.from('')));
    expect(await answerOf(call)).toMatchObject({ grpcStatus: status.OK });
    await server.close(60_000);
  });

  test('lets a call in progress finish', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      async unary(text) {
        happened.add('begun');
        await happened.first((event) => event === 'go on');
        return text;
      },
    });
    const answer = ask(server.client, TextService.unary, 'done');
    await happened.first((event) => event === 'begun');
    const closed = server.close(10_000);
    happened.add('go on');
    expect((await answer).response).toBe('done');
    await closed;
    expect(cutOff(server)).toEqual([]);
  });

  test('ends a long-lived stream at once, with UNAVAILABLE', async () => {
    await using server = await startTextServer({
      async *chat(requests) {
        yield 'welcome';
        yield* requests;
      },
    });
    const call = converse(server.client, TextService.chat);
    const ended = failure(new Promise((_resolve, reject) => call.on('error', reject)));
    await once(call, 'data');
    await server.close(10_000);
    expect(cutOff(server)).toEqual([]);
    expect(await ended).toMatchObject({ code: status.UNAVAILABLE, reason: 'SHUTTING_DOWN' });
  });

  test('refuses calls that come meanwhile, on old and new connections, with UNAVAILABLE', async () => {
    await using server = await startTextServer({
      async *download(_text, { signal }) {
        yield 'one';
        await once(signal, 'abort');
      },
    });
    const open = download(server.client, TextService.download, '');
    await once(open, 'data');
    const closed = server.close(200);
    using newcomer = connect(server.address);
    const answers = [server.client, newcomer].map((caller) => failure(ask(caller, TextService.unary, '')));
    for (const answer of await Promise.all(answers)) expect(answer.code).toBe(status.UNAVAILABLE);
    await closed;
    expect(cutOff(server)).toEqual([1]);
  });
});
