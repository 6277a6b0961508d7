import { once } from 'node:events';
import { Metadata, status } from '@grpc/grpc-js';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { v1 } from 'movie-proto';
import { sampleMovie } from './stores/testing/sample-movie.js';
import { removeTemporaryFolders } from './stores/testing/temporary-folder.js';
import { ask, connect, download, failure, upload } from './testing/call.js';
import { cleanUp } from './testing/clean-up.js';
import { databaseOf, runServer } from './testing/server-process.js';
import { startServer } from './testing/start-server.js';

afterEach(cleanUp);
afterEach(removeTemporaryFolders);
jest.setTimeout(30_000);

const { createMovie, importMovies, watchMovies } = v1.MovieServiceService;

const message = (id: string) => ({ ...sampleMovie(id), genres: [], etag: '' });

/** The first message of a watch. */
async function firstOf(address: string, request: Partial<v1.WatchMoviesRequest>): Promise<v1.WatchMoviesResponse> {
  const call = download(connect(address), watchMovies, { resumeToken: '', skipExisting: false, ...request });
  for await (const response of call) return response;
  throw new Error('The watch ended without a message.');
}

describe('--watch-history', () => {
  test('is how many changes a watcher can have missed', async () => {
    const { address } = await startServer({ flags: ['--watch-history', '2'] });
    const client = connect(address);
    const { resumeToken } = await firstOf(address, { skipExisting: true });
    for (const id of ['a', 'b']) await ask(client, createMovie, { movie: message(id) });
    expect((await firstOf(address, { resumeToken })).event).toMatchObject({ $case: 'created', value: { id: 'a' } });
    await ask(client, createMovie, { movie: message('c') });
    const error = await failure(firstOf(address, { resumeToken }));
    expect(error).toMatchObject({ code: status.OUT_OF_RANGE, reason: 'RESUME_TOKEN_EXPIRED' });
  });
});

describe('--watch-checkpoint', () => {
  test('is after how long a silent watch sends a checkpoint', async () => {
    const { address } = await startServer({ flags: ['--watch-checkpoint', '100ms'] });
    const call = download(connect(address), watchMovies, { resumeToken: '', skipExisting: true });
    for (let n = 0; n < 3; n++) {
      const [response] = await once(call, 'data');
      expect(response.event).toEqual({ $case: 'checkpoint', value: { totalSize: 1 } });
    }
  });
});

describe('--max-import-size', () => {
  const importTwo = (address: string) => {
    const { call, response } = upload(connect(address), importMovies);
    call.write({
      request: { $case: 'options', value: { mode: v1.ImportMode.IMPORT_MODE_UPSERT, skipInvalid: false } },
    });
    for (const id of ['a', 'b']) call.write({ request: { $case: 'movie', value: message(id) } });
    call.end({ request: { $case: 'count', value: 2 } });
    return response;
  };

  test('refuses a larger import whole, takes one that is not', async () => {
    const small = await startServer({ flags: ['--max-import-size', '200B'] });
    const error = await failure(importTwo(small.address));
    expect(error).toMatchObject({ code: status.RESOURCE_EXHAUSTED, reason: 'IMPORT_TOO_LARGE' });
    expect(small.catalog.size).toBe(1);
    const large = await startServer({ flags: ['--max-import-size', '1KiB'] });
    expect(await importTwo(large.address)).toMatchObject({ createdCount: 2 });
  });
});

describe('the process', () => {
  const run = async (flags: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const server = runServer(['--database', databaseOf([sampleMovie('m1')]), ...flags], env);
    return { server, address: `127.0.0.1:${await server.port()}` };
  };

  test('--read-only refuses writes', async () => {
    const { address } = await run(['--read-only']);
    const error = await failure(ask(connect(address), createMovie, { movie: message('m2') }));
    expect(error).toMatchObject({ code: status.FAILED_PRECONDITION, reason: 'READ_ONLY' });
  });

  test('without it, takes them, also when the environment says so', async () => {
    const { address } = await run([], { MOVIE_READ_ONLY: 'false' });
    await ask(connect(address), createMovie, { movie: message('m2') });
  });

  /** What a server prints that answers a call and ends. */
  const printedBy = async (flags: readonly string[]) => {
    const probe = await startServer();
    await probe.close(0);
    const server = runServer(['--database', databaseOf([]), '--port', String(probe.port), ...flags]);
    const client = connect(probe.address, undefined, { 'grpc.initial_reconnect_backoff_ms': 100 });
    await ask(client, createMovie, { movie: message('m2') }, new Metadata({ waitForReady: true }));
    server.signal('SIGTERM');
    expect(await server.exitCode).toBe(0);
    return server.output();
  };

  test('--log-level leaves out what is below', async () => {
    expect(await printedBy(['--log-level', 'warn'])).toBe('');
  });

  test('--log-format pretty prints bare lines, without those of calls that succeed', async () => {
    const [first, second, ...rest] = (await printedBy(['--log-format', 'pretty'])).trim().split('\n');
    expect(first).toMatch(/^Movie server listening on 127\.0\.0\.1:\d+, 0 movies\.$/);
    expect(second).toBe('SIGTERM: shutting down.');
    expect(rest.at(-1)).toBe('Bye.');
  });

  test('--host 0.0.0.0 without TLS is refused, with the two ways on', async () => {
    const server = runServer(['--host', '0.0.0.0']);
    expect(await server.exitCode).toBe(2);
    expect(server.output()).toBe(
      'movie-server: --host 0.0.0.0 can be reached from other machines. Give --tls-cert and --tls-key to serve them ' +
        'over TLS, or --insecure to serve them in plain text.\n',
    );
  });

  test('--insecure lets it', async () => {
    const { server } = await run(['--host', '0.0.0.0', '--insecure']);
    expect(server.log.events[0]?.msg).toMatch(/^Movie server listening on 0\.0\.0\.0:\d+, 1 movies\.$/);
  });

  test('all mistakes are told at once', async () => {
    const server = runServer(['--port', 'x', '--host', '0.0.0.0', '--tls-key', 'k']);
    expect(await server.exitCode).toBe(2);
    expect(server.output().trim().split('\n')).toEqual([
      expect.stringContaining('--port must be'),
      expect.stringContaining('--tls-cert and --tls-key go together.'),
      expect.stringContaining('--host 0.0.0.0 can be reached'),
    ]);
  });

  test('TLS files that make no certificate are told', async () => {
    const server = runServer(['--database', databaseOf([]), '--tls-cert', 'no.pem', '--tls-key', 'no.pem']);
    expect(await server.exitCode).toBe(1);
    expect(server.output()).toContain("movie-server: The TLS file no.pem can't be read");
  });
});
