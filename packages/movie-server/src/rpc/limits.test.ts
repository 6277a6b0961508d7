import { once } from 'node:events';
import { constants } from 'node:http2';
import { type Client, Metadata, status } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from '@jest/globals';
import { health, MovieService, v1 } from 'movie-proto';
import { sampleMovie } from '../stores/testing/sample-movie.js';
import { ask, connect, download, failure, metadataOf } from '../testing/call.js';
import { cleanUp } from '../testing/clean-up.js';
import { answerOf, connectHttp2, frame, openCall } from '../testing/raw-http2.js';
import { startServer } from '../testing/start-server.js';
import { startTextServer } from '../testing/start-text-server.js';
import { TextService } from '../testing/text-service.js';

afterEach(cleanUp);

const { check, watch } = health.HealthService;

function checkHealth(client: Client, metadata?: Metadata) {
  return ask(client, check, { service: '' }, metadata);
}

describe('--max-message-size', () => {
  test('refuses a larger message, takes one that is not', async () => {
    const { address } = await startServer({ flags: ['--max-message-size', '1KiB'] });
    const client = connect(address);
    const create = (title: string) =>
      ask(client, v1.MovieServiceService.createMovie, {
        movie: { ...sampleMovie('m2', { title }), genres: [], etag: '' },
      });
    expect((await failure(create('x'.repeat(1_100)))).code).toBe(status.RESOURCE_EXHAUSTED);
    expect((await create('x'.repeat(200))).response.movie?.title).toHaveLength(200);
  });
});

describe('--max-metadata-size', () => {
  const flags = ['--max-metadata-size', '2KiB'];

  test('refuses a call with more, takes one without', async () => {
    const { address } = await startServer({ flags });
    const client = connect(address);
    const error = await failure(checkHealth(client, metadataOf({ 'x-large': 'x'.repeat(2_048) })));
    expect(error).toMatchObject({ code: status.RESOURCE_EXHAUSTED, reason: 'METADATA_TOO_LARGE' });
    await checkHealth(client, metadataOf({ 'x-large': 'x'.repeat(1_500) }));
  });

  test('counts every value of a key', async () => {
    const { address } = await startServer({ flags });
    const metadata = new Metadata();
    for (let n = 0; n < 30; n++) metadata.add('x-many-bin', Buffer.alloc(100));
    const error = await failure(checkHealth(connect(address), metadata));
    expect(error.reason).toBe('METADATA_TOO_LARGE');
  });
});

describe('--max-concurrent-streams', () => {
  test('keeps a call waiting until another on its connection has ended', async () => {
    const { address } = await startServer({ flags: ['--max-concurrent-streams', '1'] });
    const client = connect(address);
    const first = download(client, watch, { service: '' });
    await once(first, 'data');
    const second = checkHealth(client).then(() => 'answered');
    expect(await Promise.race([second, checkHealth(connect(address)).then(() => 'still waits')])).toBe('still waits');
    first.cancel();
    expect(await second).toBe('answered');
  });
});

describe('--max-session-memory', () => {
  /** Opens many calls at once, and gives with which code of HTTP/2 they ended; undefined: they are under way. */
  const openMany = async (flags: readonly string[]) => {
    const { port, address } = await startServer({ flags: ['--max-concurrent-streams', '5000', ...flags] });
    const session = connectHttp2(port);
    await once(session, 'remoteSettings');
    const outcomes = Array.from({ length: 2_000 }, () => {
      const call = openCall(session, watch.path);
      call.end(frame(Buffer.alloc(0)));
      return new Promise((resolve) => {
        call.once('response', () => resolve(undefined));
        call.once('close', () => resolve(call.rstCode));
      });
    });
    return { codes: new Set(await Promise.all(outcomes)), address };
  };

  test('refuses calls on a connection that holds too much, and serves others', async () => {
    const { codes, address } = await openMany(['--max-session-memory', '1000000']);
    expect(codes).toContain(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    await checkHealth(connect(address));
  });

  test('by default suffices for that', async () => {
    const { codes } = await openMany([]);
    expect(codes).toEqual(new Set([undefined]));
  });
});

describe('--max-call-duration', () => {
  const endless = () => new Promise<string>(() => {});
  const limits = { maxCallDuration: 100 };

  test('ends a unary call that takes longer, though its deadline is later or it has none', async () => {
    const { client } = await startTextServer({ unary: endless }, { limits });
    for (const options of [{}, { deadline: Date.now() + 60_000 }]) {
      const error = await failure(ask(client, TextService.unary, '', new Metadata(), options));
      expect(error).toMatchObject({ code: status.DEADLINE_EXCEEDED, reason: 'CALL_TOO_LONG' });
    }
  });

  test("leaves the caller's own deadline alone if it is earlier", async () => {
    const { client } = await startTextServer({ unary: endless }, { limits: { maxCallDuration: 60_000 } });
    const error = await failure(ask(client, TextService.unary, '', new Metadata(), { deadline: Date.now() + 100 }));
    expect(error).toMatchObject({ code: status.DEADLINE_EXCEEDED, reason: undefined });
  });

  test('does not end a stream of responses', async () => {
    let ended = () => {};
    const over = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const { client } = await startTextServer(
      {
        async *download() {
          await over;
          yield 'late';
        },
        unary: endless,
      },
      { limits },
    );
    const call = download(client, TextService.download, '');
    const received = call.toArray();
    await failure(ask(client, TextService.unary, ''));
    ended();
    expect(await received).toEqual(['late']);
  });

  test.each([
    ['unary call whose request never comes', MovieService.getMovieById.path],
    ['stream of requests that never ends', v1.MovieServiceService.importMovies.path],
  ])('ends a %s', async (_name, path) => {
    const { port } = await startServer({ flags: ['--max-call-duration', '100ms'] });
    const call = openCall(connectHttp2(port), path);
    call.write(frame(Buffer.alloc(3), { length: 10 }));
    expect(await answerOf(call)).toMatchObject({ grpcStatus: status.DEADLINE_EXCEEDED });
  });
});
