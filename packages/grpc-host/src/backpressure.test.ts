import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { answerOf, connectHttp2, converse, EventLog, frame, openCall } from 'test-kit';
import { startTextServer } from './testing/start-text-server.js';
import { TextService } from './testing/text-service.js';

const KIB = 1024;
const MESSAGE = 'x'.repeat(16 * KIB);

/** Waits until a number that grows has stopped to. */
async function standstill(read: () => number): Promise<number> {
  for (let seen = -1, quietTurns = 0; ; ) {
    if (read() === seen) quietTurns += 1;
    else quietTurns = 0;
    seen = read();
    if (seen > 0 && quietTurns === 200) return seen;
    await setImmediate();
  }
}

describe('responses', () => {
  test('wait for a caller that does not read, and go on when it does', async () => {
    const total = 100;
    let made = 0;
    await using server = await startTextServer({
      async *download() {
        for (; made < total; made++) yield MESSAGE;
      },
    });
    using session = connectHttp2(server.port);
    const stream = openCall(session, TextService.download.path);
    stream.end(frame(Buffer.from('')));
    await once(stream, 'response');
    // HTTP/2's window takes 64 KiB, our bound as much, and the stream that crosses it one message more.
    expect(await standstill(() => made)).toBeLessThanOrEqual(12);
    stream.resume();
    await once(stream, 'end');
    expect(made).toBe(total);
  });

  test('of a plain generator wait as well', async () => {
    let made = 0;
    await using server = await startTextServer({
      *download() {
        for (; made < 100; made++) yield MESSAGE;
      },
    });
    using session = connectHttp2(server.port);
    const stream = openCall(session, TextService.download.path);
    stream.end(frame(Buffer.from('')));
    await once(stream, 'response');
    expect(await standstill(() => made)).toBeLessThanOrEqual(12);
  });

  test('are made one after the other, each when the handler is asked for it', async () => {
    const happened = new EventLog<string>();
    await using server = await startTextServer({
      async *chat(requests) {
        for await (const text of requests) {
          happened.add(`got ${text}`);
          yield text;
        }
      },
    });
    const call = converse(server.client, TextService.chat);
    call.write('1');
    await once(call, 'data');
    call.write('2');
    await happened.first((event) => event === 'got 2');
    expect(happened.events).toEqual(['got 1', 'got 2']);
  });
});

describe('requests', () => {
  test('wait for a handler that does not ask for them, and come when it does', async () => {
    const total = 100;
    let goOn = () => {};
    const asked = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await using server = await startTextServer({
      upload: async (requests) => {
        await asked;
        let received = 0;
        for await (const text of requests) received += text.length;
        return String(received);
      },
    });
    using session = connectHttp2(server.port);
    const stream = openCall(session, TextService.upload.path);
    let taken = 0;
    const sendNext = () => {
      if (taken === total) stream.end();
      else
        stream.write(frame(Buffer.from(MESSAGE)), () => {
          taken += 1;
          sendNext();
        });
    };
    sendNext();
    // The window of HTTP/2 takes 64 KiB.
    expect(await standstill(() => taken)).toBeLessThanOrEqual(5);
    goOn();
    const { body } = await answerOf(stream);
    expect(body.subarray(5).toString()).toBe(String(total * MESSAGE.length));
  });
});
