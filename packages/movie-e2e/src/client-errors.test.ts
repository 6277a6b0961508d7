import { promisify } from 'node:util';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { expect, test } from '@jest/globals';
import { createMovieClient } from 'movie-client';
import { RunningCommand, runInProcess } from 'movie-client/testing';
import { MovieService, v1 } from 'movie-proto';
import { beginResponse, type Ending, frame, MuteServer, RawServer, TemporaryFolder } from 'test-kit';
import { runClient } from './testing/client-process.js';
import { startFullBacklog } from './testing/full-backlog.js';

test('the client says that no server is running, and how to start one', async () => {
  const address = `127.0.0.1:${await closedPort()}`;
  expectRefused(await runInProcess([], { address }), address, /pnpm start server/);
});

test('an import that reached no server says so', async () => {
  using folder = new TemporaryFolder();
  const file = folder.write('movies.ndjson', '{"title":"a"}\n');
  const address = `127.0.0.1:${await closedPort()}`;
  expectRefused(await runInProcess(['import', file], { address }), address, /pnpm start server/);
  using silent = await MuteServer.start();
  const late = await runInProcess(['import', file, '--timeout', '0.5'], silent);
  expectRefused(late, silent.address, /in time/);
});

test('the client says that a name does not resolve', async () => {
  const address = 'nowhere.invalid:3001';
  expectRefused(await runInProcess(['--insecure'], { address }), address, /does not resolve.*--address/);
});

test('the client says that the server lacks a call, and may be older', async () => {
  const older = new Server();
  older.addService(MovieService, { getMovieById: () => {}, getListMovies: () => {} });
  const port = await promisify(older.bindAsync.bind(older))('127.0.0.1:0', ServerCredentials.createInsecure());
  const address = `127.0.0.1:${port}`;
  const refused = await runInProcess(['list'], { address });
  older.forceShutdown();
  expectRefused(
    refused,
    address,
    /doesn't have the call \/movie\.v1\.MovieService\/ListMovies: it may be older than this/,
  );
});

test.each([['--adress'], ['--address']])('the client refuses the option %s without its value', async (option) => {
  const { code, stdout, stderr } = await runInProcess([option], { address: 'localhost:1' });
  expect({ code, stdout }).toEqual({ code: expect.any(Number), stdout: '' });
  expect(code).not.toBe(0);
  expect(stderr).toContain(option);
});

test('a call ends with DEADLINE_EXCEEDED when the server does not answer in time', async () => {
  using mute = await MuteServer.start();
  using client = createMovieClient({ address: mute.address, timeoutMs: 200 });
  await expect(client.getMovieById('a')).rejects.toMatchObject({ name: 'MovieError', code: 'DEADLINE_EXCEEDED' });
  await expect(client.getListMovies()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    name: 'MovieError',
    code: 'DEADLINE_EXCEEDED',
  });
});

test('the client says that the server did not answer in time', async () => {
  using mute = await MuteServer.start();
  expectRefused(await runInProcess(['--timeout', '0.5'], mute), mute.address, /in time/);
});

const hasFullBacklog = process.platform === 'linux';

(hasFullBacklog ? test : test.skip)(
  `the command ends with its message where packets are dropped${hasFullBacklog ? '' : ' (skipped: needs the queue of Linux)'}`,
  async () => {
    await using dropping = await startFullBacklog();
    const { address } = dropping;
    // The system itself tries to connect for two minutes, longer than a program of the tests may run.
    expectRefused(await runClient(['--address', address, '--timeout', '0.5', 'health']), address, /in time/);
  },
);

test('a watch says that it waits for an answer, and waits no longer than the timeout', async () => {
  using mute = await MuteServer.start();
  const { code, stderr } = await runInProcess(['watch', '--timeout', '2.5'], mute);
  expect(stderr).toMatch(
    /^Nothing from \S+:\d+ yet\. Waiting …\nmovie: .*did not answer in time.*--timeout SECONDS\.\n$/,
  );
  expect(code).toBe(5);
});

test('a resumed watch without changes does not say that it waits for the server', async () => {
  const event = { $case: 'created', value: v1.Movie.create({ id: 'later' }) } as const;
  const message = v1.WatchMoviesResponse.encode(v1.WatchMoviesResponse.create({ event, resumeToken: 't2' })).finish();
  await using server = await RawServer.start(({ stream }) => {
    beginResponse(stream);
    // After the time of that notice.
    setTimeout(() => stream.write(frame(message)), 2_500);
  });
  await using watch = new RunningCommand(['watch', '--resume-token', 't1'], server);
  await watch.printed(/later/);
  expect(watch.stderr).toBe('');
});

/** The client prints one line to standard error, with the place and what to do, and fails. */
function expectRefused({ code, stderr }: Ending, where: string, what: RegExp): void {
  expect(stderr).toMatch(/^movie: .+\n$/);
  expect(stderr).toContain(where);
  expect(stderr).toMatch(what);
  expect(code).toBeGreaterThan(0);
}

/** A port that was free a moment ago, so that nothing listens on it. */
async function closedPort(): Promise<number> {
  using server = await MuteServer.start();
  return server.port;
}
