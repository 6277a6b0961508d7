import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { sampleMovie } from 'movie-catalog/testing';
import { MovieService, v1 } from 'movie-proto';
import {
  ask,
  connect,
  connectHttp2,
  download,
  failure,
  frame,
  openCall,
  RunningProcess,
  run,
  TemporaryFolder,
  upload,
} from 'test-kit';
import { type ServerProcess, serverCommand, startServer } from './testing/server-process.js';

const { check, watch } = health.HealthService;
const { NOT_SERVING } = health.HealthCheckResponse_ServingStatus;

/** Enough that a reader who doesn't read can't have been sent them all. */
const MANY_MOVIES = Array.from({ length: 5_000 }, (_, n) => sampleMovie(`m${n}`));

/** Starts a server with these movies, in a file of the folder. */
function start(folder: TemporaryFolder, grace: string, movies = [sampleMovie('m1')]): Promise<ServerProcess> {
  const database = folder.write('movies.json', JSON.stringify({ movies }));
  return startServer(['--shutdown-grace', grace, '--database', database]);
}

/** Begins to list all movies, and reads nothing of it yet. */
async function beginToList(session: ReturnType<typeof connectHttp2>): Promise<ReturnType<typeof openCall>> {
  const reader = openCall(session, MovieService.getListMovies.path);
  reader.end(frame(Buffer.alloc(0)));
  await once(reader, 'response');
  return reader;
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends an idle server at once, with 0, and the log says each step',
  async (signal) => {
    using folder = new TemporaryFolder();
    await using server = await start(folder, '10s');
    server.program.signal(signal);
    expect(await server.program.ended).toMatchObject({ code: 0, stderr: '' });
    expect(server.messages.slice(1)).toEqual([
      `${signal}: shutting down.`,
      'Health is NOT_SERVING; new calls are refused; calls in progress have 10 s.',
      'Bye.',
    ]);
  },
);

test('an open watch hears NOT_SERVING and ends; the server does not wait for it', async () => {
  using folder = new TemporaryFolder();
  await using server = await start(folder, '20s');
  using client = connect(server.address);
  const call = download(client, watch, { service: 'Movie' });
  const statuses: number[] = [];
  call.on('data', ({ status }) => statuses.push(status));
  const ended = failure(new Promise((_resolve, reject) => call.on('error', reject)));
  await once(call, 'data');
  const movies = download(client, v1.MovieServiceService.watchMovies, {
    resumeToken: '',
    skipExisting: true,
  });
  const moviesEnded = failure(new Promise((_resolve, reject) => movies.on('error', reject)));
  await once(movies, 'data');
  const begin = performance.now();
  server.program.signal('SIGTERM');
  expect(await ended).toMatchObject({ code: status.UNAVAILABLE, reason: 'SHUTTING_DOWN' });
  expect(await moviesEnded).toMatchObject({ code: status.UNAVAILABLE, reason: 'SHUTTING_DOWN' });
  expect(statuses.at(-1)).toBe(NOT_SERVING);
  expect(await server.program.ended).toMatchObject({ code: 0 });
  expect(performance.now() - begin).toBeLessThan(10_000);
});

describe('--shutdown-grace', () => {
  test('is what a reader who never reads has, and one who never speaks; then they are cut off, with 0', async () => {
    using folder = new TemporaryFolder();
    await using server = await start(folder, '500ms', MANY_MOVIES);
    using session = connectHttp2(server.port);
    await beginToList(session);
    using client = connect(server.address);
    const watcher = download(client, watch, { service: '' });
    await once(watcher, 'data');
    const silent = connectTcp(server.port, '127.0.0.1');
    await once(silent, 'connect');
    const begin = performance.now();
    server.program.signal('SIGTERM');
    expect(await server.program.ended).toMatchObject({ code: 0 });
    const took = performance.now() - begin;
    expect(took).toBeGreaterThan(450);
    expect(took).toBeLessThan(5_000);
    expect(server.messages).toContain('1 calls were cut off.');
  });
});

test('new calls are refused while others finish, streams both ways', async () => {
  using folder = new TemporaryFolder();
  await using server = await start(folder, '20s', MANY_MOVIES);
  using session = connectHttp2(server.port);
  const reader = await beginToList(session);
  using old = connect(server.address);
  using fresh = connect(server.address);
  const { call, response } = upload(old, v1.MovieServiceService.importMovies);
  call.write({
    request: { $case: 'options', value: v1.ImportOptions.create({ mode: v1.ImportMode.IMPORT_MODE_UPSERT }) },
  });
  const movie = { id: 'new', title: 'New' };
  call.write({ request: { $case: 'record', value: v1.ImportRecord.create({ movie }) } });
  // Answered after the server has taken the import, which came before it on the same connection.
  await ask(old, check, { service: '' });
  server.program.signal('SIGTERM');
  await server.program.printed(/Health is NOT_SERVING/);
  for (const client of [old, fresh]) {
    expect((await failure(ask(client, MovieService.getMovieById, { id: 'm1' }))).code).toBe(status.UNAVAILABLE);
  }
  call.end({ request: { $case: 'count', value: 1 } });
  expect(await response).toMatchObject({ createdCount: 1 });
  reader.resume();
  expect(await server.program.ended).toMatchObject({ code: 0 });
  expect(server.messages).not.toContain('1 calls were cut off.');
});

describe('a signal during the start', () => {
  /** Sends SIGTERM to the process that it runs in, when that begins to load what the server is made of. */
  const signalWhenLoading = `
    let isSent = false;
    export const resolve = (specifier, context, next) => {
      if (!isSent && specifier === 'grpc-host') process.kill(process.pid, 'SIGTERM');
      isSent ||= specifier === 'grpc-host';
      return next(specifier, context);
    };`;
  const hook = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(signalWhenLoading))});`;

  test('is not lost while the program is still loading, and ends it in order', async () => {
    using folder = new TemporaryFolder();
    const [node, main] = serverCommand;
    const database = folder.write('movies.json', '{"movies": []}');
    const args = ['--import', dataUrl(hook), main, '--port', '0', '--database', database];
    const { code, stdout } = await run(node, args);
    const messages = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).msg);
    expect([code, messages]).toEqual([0, ['SIGTERM: shutting down.', 'Bye.']]);
    expect(existsSync(folder.file('.movies.json.lock'))).toBe(false);
  });
});

const mountNamespaces = spawnSync('unshare', ['--mount', 'true']).status === 0;
const testWithMounts = mountNamespaces ? test : test.skip;
const skipped = mountNamespaces ? '' : ' (skipped: this user can make no mount namespace)';

testWithMounts(`a server whose file system becomes read-only ends in order${skipped}`, async () => {
  using folder = new TemporaryFolder();
  const script = `
    mount -t tmpfs tmpfs "$0" && echo '{"movies": []}' > "$0/movies.json" || exit 9
    "$@" --port 0 --database "$0/movies.json" & server=$!
    read go; mount -o remount,ro "$0" || exit 8
    kill -TERM $server; wait $server`;
  const args = ['--mount', 'sh', '-c', script, folder.path, ...serverCommand];
  await using server = new RunningProcess('unshare', args);
  await server.printed(/listening on/);
  server.endInput('go\n');
  const { code, stdout, stderr } = await server.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Bye.');
});

test('a terminal that is closed may say so again and again: SIGHUP never ends at once', async () => {
  using folder = new TemporaryFolder();
  await using server = await start(folder, '20s', MANY_MOVIES);
  using session = connectHttp2(server.port);
  const reader = await beginToList(session);
  server.program.signal('SIGHUP');
  await server.program.printed(/Health is NOT_SERVING/);
  server.program.signal('SIGHUP');
  reader.resume();
  expect(await server.program.ended).toMatchObject({ code: 0 });
  expect(server.messages).toContain('SIGHUP: shutting down.');
  expect(server.messages.at(-1)).toBe('Bye.');
});

test('a second signal ends at once, not with 0', async () => {
  using folder = new TemporaryFolder();
  await using server = await start(folder, '20s', MANY_MOVIES);
  using session = connectHttp2(server.port);
  await beginToList(session);
  server.program.signal('SIGTERM');
  await server.program.printed(/Health is NOT_SERVING/);
  // The first half second belongs to the first.
  const impatience = setInterval(() => server.program.signal('SIGTERM'), 100).unref();
  const { code } = await server.program.ended;
  clearInterval(impatience);
  expect(code).toBe(1);
  expect(server.messages).toContain('SIGTERM again: ending at once.');
});

test('signals that come at the same time are one', async () => {
  using folder = new TemporaryFolder();
  await using server = await start(folder, '20s', MANY_MOVIES);
  using session = connectHttp2(server.port);
  const reader = await beginToList(session);
  // Two of one name that wait to be taken would be one to the system.
  server.program.signal('SIGTERM');
  server.program.signal('SIGINT');
  await server.program.printed(/Health is NOT_SERVING/);
  reader.resume();
  expect(await server.program.ended).toMatchObject({ code: 0 });
  expect(server.messages.at(-1)).toBe('Bye.');
});

function dataUrl(program: string): string {
  return `data:text/javascript,${encodeURIComponent(program)}`;
}
