import { fork } from 'node:child_process';
import { once } from 'node:events';
import { constants as http2 } from 'node:http2';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { answerOf, ask, connect, connectHttp2, frame, openCall } from 'test-kit';
import { TextService } from './testing/text-service.js';

const KIB = 1024;
const MIB = 1024 * KIB;
/** What counts as back near where it was. */
const NEARBY = 4 * MIB;
/** How long a busy machine may take to free what is no longer used, in milliseconds. */
const SETTLING_MS = 10_000;
/** How long a busy machine may take to answer, in milliseconds. */
const ANSWER_MS = 10_000;
const PROGRAM = fileURLToPath(new URL('testing/measured-server.js', import.meta.url));

interface MeasuredServer extends Disposable {
  readonly port: number;
  /** What the server holds now, in bytes. */
  memory(): Promise<number>;
  /** What it held before the test, in bytes. */
  readonly idle: number;
}

/** Starts a server of a few thousand texts in a process of its own. */
async function startMeasuredServer(): Promise<MeasuredServer> {
  const child = fork(PROGRAM, { execArgv: ['--expose-gc'] });
  const receive = async (): Promise<number> => Number((await once(child, 'message'))[0]);
  const port = await receive();
  const memory = () => {
    child.send('memory');
    return receive();
  };
  // What the first call brings into memory, it brings once.
  await checkHealth(port);
  return { port, memory, idle: await memory(), [Symbol.dispose]: () => child.kill() };
}

async function checkHealth(port: number): Promise<void> {
  using client = connect(`127.0.0.1:${port}`);
  await ask(client, health.HealthService.check, { service: '' });
}

async function expectAnswer({ port }: MeasuredServer): Promise<void> {
  const start = performance.now();
  await checkHealth(port);
  expect(performance.now() - start).toBeLessThan(ANSWER_MS);
}

/** Memory is, or comes to be, less than this above where it was; what was freed may show only after a moment. */
async function expectMemoryBelow(limit: number, { memory, idle }: MeasuredServer): Promise<void> {
  let above = Number.POSITIVE_INFINITY;
  const end = performance.now() + SETTLING_MS;
  while (above >= limit && performance.now() < end) above = (await memory()) - idle;
  expect(above).toBeLessThan(limit);
}

test('200 readers that never read hold at most 128 KiB each', async () => {
  using server = await startMeasuredServer();
  const sessions = [1, 2, 3, 4].map(() => connectHttp2(server.port));
  for (const session of sessions) {
    for (let n = 0; n < 50; n++) {
      const reader = openCall(session, TextService.download.path);
      reader.end(frame(Buffer.alloc(0)));
      await once(reader, 'response');
    }
  }
  await expectAnswer(server);
  await expectMemoryBelow(200 * 128 * KIB, server);
  for (const session of sessions) session.destroy();
  await expectMemoryBelow(NEARBY, server);
});

test('50 bombs of 100 MiB in gzip', async () => {
  using server = await startMeasuredServer();
  const bomb = frame(gzipSync(Buffer.alloc(100 * MIB)), { compressed: true });
  using session = connectHttp2(server.port);
  const calls = Array.from({ length: 50 }, () => {
    const call = openCall(session, TextService.unary.path, { 'grpc-encoding': 'gzip' });
    call.end(bomb);
    return answerOf(call);
  });
  await expectAnswer(server);
  await Promise.all(calls);
  await expectMemoryBelow(NEARBY, server);
});

test('90 messages of 4 GiB that are only declared, and stay open', async () => {
  using server = await startMeasuredServer();
  using session = connectHttp2(server.port);
  for (let n = 0; n < 90; n++) {
    const call = openCall(session, TextService.upload.path);
    call.write(frame(Buffer.alloc(10), { length: 2 ** 32 - 1 }));
    await answerOf(call);
  }
  await expectAnswer(server);
  await expectMemoryBelow(NEARBY, server);
});

test('5,000 streams that are reset as soon as they are open', async () => {
  using server = await startMeasuredServer();
  using session = connectHttp2(server.port);
  await once(session, 'remoteSettings');
  for (let n = 0; n < 5_000 && !session.destroyed; n++) {
    const call = openCall(session, TextService.chat.path);
    call.end(frame(Buffer.alloc(0)));
    call.close(http2.NGHTTP2_CANCEL);
    if (n % 50 === 0) await new Promise(setImmediate);
  }
  await expectAnswer(server);
  await expectMemoryBelow(NEARBY, server);
});
