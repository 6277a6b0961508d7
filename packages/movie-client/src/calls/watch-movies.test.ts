import { describe, expect, test } from '@jest/globals';
import { errorDetails, Status } from 'grpc-proto';
import { v1 } from 'movie-proto';
import { beginResponse, endResponse, frame, type RawCall, RawServer } from 'test-kit';
import { createMovieClient } from '../create-movie-client.js';
import type { WatchEvent, WatchOptions } from './watch-movies.js';

const CHECKPOINT = encoded({
  event: { $case: 'checkpoint', value: { totalSize: 0, revision: '' } },
  resumeToken: 't1',
});

function encoded(message: Parameters<typeof v1.WatchMoviesResponse.fromPartial>[0]): Uint8Array {
  return v1.WatchMoviesResponse.encode(v1.WatchMoviesResponse.fromPartial(message)).finish();
}

function created(id: string): Uint8Array {
  return encoded({ event: { $case: 'created', value: v1.Movie.create({ id }) }, resumeToken: `after ${id}` });
}

/** The trailers of a server's own error. */
function errorTrailers(code: number, reason: string): Record<string, string> {
  const value = Buffer.from(errorDetails.ErrorInfo.encode({ reason, domain: 'movie.v1', metadata: {} }).finish());
  const details = [{ typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value }];
  const status = Status.encode({ code, message: 'The server says so.', details }).finish();
  return { 'grpc-status': String(code), 'grpc-status-details-bin': Buffer.from(status).toString('base64') };
}

/** What a watch reports. */
class Report {
  readonly events: string[] = [];
  interruptions = 0;
  resumptions = 0;

  /** Watches until an event of this kind. */
  async until(type: WatchEvent['type'], address: string, options: WatchOptions & { answerMs?: number } = {}) {
    const { answerMs = 10_000, ...rest } = options;
    using client = createMovieClient({ address, timeoutMs: answerMs });
    const onInterruption = () => {
      this.interruptions += 1;
    };
    const onResumption = () => {
      this.resumptions += 1;
    };
    for await (const event of client.watch({ ...rest, onInterruption, onResumption })) {
      this.events.push(event.type);
      if (event.type === type) break;
    }
  }
}

/** Reads the resume token of a call's request. */
async function resumeTokenOf({ stream }: RawCall): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return v1.WatchMoviesRequest.decode(Buffer.concat(chunks).subarray(5)).resumeToken;
}

describe('a watch that has begun', () => {
  const cuts: Readonly<Record<string, (call: RawCall) => void>> = {
    'an internal error of a proxy, RST_STREAM 2': ({ stream }) => stream.close(2),
    'RST_STREAM 0 without a status': ({ stream }) => stream.close(0),
    'RST_STREAM 11': ({ stream }) => stream.close(11),
    'a lost connection': ({ stream }) => stream.session?.destroy(),
    'an end without a status': ({ stream }) => endResponse(stream, {}),
    'INTERNAL from a proxy': ({ stream }) => endResponse(stream, { 'grpc-status': '13' }),
    'UNKNOWN from a proxy': ({ stream }) => endResponse(stream, { 'grpc-status': '2' }),
    'the shutdown of its server': ({ stream }) => endResponse(stream, errorTrailers(14, 'SHUTTING_DOWN')),
    OK: ({ stream }) => endResponse(stream, { 'grpc-status': '0' }),
  };

  test.each(Object.keys(cuts))('resumes after %s', async (name) => {
    const tokens: Promise<string>[] = [];
    await using server = await RawServer.start((call) => {
      tokens.push(resumeTokenOf(call));
      beginResponse(call.stream, [call.index === 0 ? CHECKPOINT : created('a')]);
      // After the message has left: a reset may overtake it.
      if (call.index === 0) setImmediate(() => setTimeout(() => cuts[name]?.(call), 20));
    });
    const report = new Report();
    await report.until('created', server.address);
    expect(await Promise.all(tokens)).toEqual(['', 't1']);
    expect(report).toEqual({ events: ['checkpoint', 'created'], interruptions: 1, resumptions: 1 });
  });

  test.each([502, 404, 200])('waits while a proxy answers with a page of HTML and status %d', async (httpStatus) => {
    await using server = await RawServer.start(({ stream, index }) => {
      if (index === 0 || index === 3) beginResponse(stream, [index === 0 ? CHECKPOINT : created('a')]);
      if (index === 0) setTimeout(() => stream.close(2), 20);
      if (index !== 1 && index !== 2) return;
      stream.respond({ ':status': httpStatus, 'content-type': 'text/html' });
      stream.end('<html><body>Bad gateway</body></html>');
    });
    const report = new Report();
    await report.until('created', server.address);
    expect(report).toEqual({ events: ['checkpoint', 'created'], interruptions: 1, resumptions: 1 });
  });

  test("ends with the server's own final word", async () => {
    await using server = await RawServer.start(({ stream }) => {
      beginResponse(stream, [CHECKPOINT]);
      endResponse(stream, errorTrailers(13, 'INTERNAL'));
    });
    const watching = new Report().until('created', server.address);
    await expect(watching).rejects.toMatchObject({ code: 'INTERNAL', reason: 'INTERNAL' });
  });

  test('ends with a change whose time no date can be', async () => {
    // 9,000,000,000,000 s in the field of the time.
    const time = Buffer.from('42080880a0b6cef78502', 'hex');
    await using server = await RawServer.start(({ stream }) => beginResponse(stream, [CHECKPOINT, time]));
    const watching = new Report().until('created', server.address);
    await expect(watching).rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringMatching(/out of range/) });
  });

  test('ends with a message that it cannot read, which would come again', async () => {
    await using server = await RawServer.start(({ stream }) => {
      beginResponse(stream, [CHECKPOINT]);
      stream.write(frame(Buffer.from([0xff])));
    });
    await expect(new Report().until('created', server.address)).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  test.each(['without a message', 'after a message'])(
    'pauses longer and longer if the server ends it at once, %s',
    async (how) => {
      const times: number[] = [];
      await using server = await RawServer.start(({ stream, index }) => {
        times.push(performance.now());
        if (index === 4) return beginResponse(stream, [created('a')]);
        beginResponse(stream, index === 0 || how === 'after a message' ? [CHECKPOINT] : []);
        endResponse(stream, { 'grpc-status': '0' });
      });
      const report = new Report();
      await report.until('created', server.address);
      const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      // The timer of a pause may fire a millisecond early.
      for (const [index, pause] of pauses.entries()) expect(pause).toBeGreaterThan(49 * 2 ** index);
      expect(report.resumptions).toBe(how === 'after a message' ? 4 : 1);
    },
  );
});

test.each([undefined, 't1'])(
  'a first watch that ends with OK and no message is an error, resume token %p',
  async (token) => {
    await using server = await RawServer.start(({ stream }) => {
      beginResponse(stream);
      endResponse(stream, { 'grpc-status': '0' });
    });
    const report = new Report();
    const watching = report.until('checkpoint', server.address, token === undefined ? {} : { resumeToken: token });
    await expect(watching).rejects.toMatchObject({
      code: 'INTERNAL',
      message: 'The server breaks the contract: it ended the watch without an answer.',
      address: server.address,
    });
    expect(report).toEqual({ events: [], interruptions: 0, resumptions: 0 });
  },
);

test('events have the movie before, the time and the revision of the change; a checkpoint has the newest revision', async () => {
  const time = new Date('2026-01-02T03:04:05.678Z');
  const movie = (title: string) => v1.Movie.create({ id: 'a', title });
  const change = { previous: movie('Old'), changeTime: time, revision: '2-a' };
  await using server = await RawServer.start(({ stream }) => {
    beginResponse(stream, [
      encoded({ event: { $case: 'existing', value: movie('Old') } }),
      encoded({ event: { $case: 'checkpoint', value: { totalSize: 1, revision: '1-a' } }, resumeToken: 't1' }),
      encoded({ event: { $case: 'updated', value: movie('New') }, resumeToken: 't2', ...change }),
    ]);
  });
  using client = createMovieClient({ address: server.address });
  const events: WatchEvent[] = [];
  for await (const event of client.watch()) {
    events.push(event);
    if (events.length === 3) break;
  }
  expect(events).toEqual([
    {
      type: 'existing',
      movie: movie('Old'),
      previous: undefined,
      time: undefined,
      revision: undefined,
      resumeToken: '',
    },
    { type: 'checkpoint', totalSize: 1, revision: '1-a', resumeToken: 't1' },
    { type: 'updated', movie: movie('New'), previous: movie('Old'), time, revision: '2-a', resumeToken: 't2' },
  ]);
});

describe('a server that accepts a watch and says nothing', () => {
  test('is DEADLINE_EXCEEDED after the timeout of calls', async () => {
    await using server = await RawServer.start(() => {});
    const watching = new Report().until('checkpoint', server.address, { answerMs: 100 });
    await expect(watching).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', address: server.address });
  });

  test('is tried again if the watch has begun, which takes longer than that timeout', async () => {
    await using server = await RawServer.start(({ stream, index }) => {
      if (index === 1) return;
      beginResponse(stream, [index === 0 ? CHECKPOINT : created('a')]);
      if (index === 0) setTimeout(() => stream.close(2), 300);
    });
    const report = new Report();
    await report.until('created', server.address, { answerMs: 200 });
    expect(report).toEqual({ events: ['checkpoint', 'created'], interruptions: 1, resumptions: 1 });
  });
});

test('a watch without changes counts as resumed once its stream stays open', async () => {
  await using server = await RawServer.start(({ stream, index }) => {
    beginResponse(stream, index === 0 ? [CHECKPOINT] : []);
    if (index === 0) setTimeout(() => stream.close(2), 20);
  });
  using client = createMovieClient({ address: server.address });
  const abort = new AbortController();
  const resumed = new Error('Resumed.');
  const reading = (async () => {
    for await (const _ of client.watch({ signal: abort.signal, onResumption: () => abort.abort(resumed) }));
  })();
  await expect(reading).rejects.toBe(resumed);
});
