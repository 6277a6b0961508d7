import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { sampleMovie } from 'movie-catalog/testing';
import { MovieService, v1 } from 'movie-proto';
import {
  answerOf,
  ask,
  connect,
  connectHttp2,
  download,
  frame,
  openCall,
  RunningProcess,
  run,
  TemporaryFolder,
} from 'test-kit';
import { type ServerProcess, serverCommand, startServer } from './testing/server-process.js';
import { connectTwo, signalOnly, startWorkers, workerPid } from './testing/workers.js';

const { createMovie, getMovie, deleteMovie } = v1.MovieServiceService;
const { check, watch } = health.HealthService;
const { NOT_SERVING } = health.HealthCheckResponse_ServingStatus;

const create = (id: string) => v1.CreateMovieRequest.create({ movie: { id, title: id } });

/** Which workers have logged that they served this method. */
function servedBy({ log }: ServerProcess, method: string): Set<unknown> {
  return new Set(log.filter((line) => String(line['method']).endsWith(method)).map((line) => line['worker']));
}

test('two workers share the port, the log and the metrics, and each has a write when it is acknowledged', async () => {
  using folder = new TemporaryFolder();
  await using server = await startWorkers(folder, [], '--metrics-port', '0');
  const [, metrics = ''] = await server.program.printed(/Metrics at (\S+?)\.?"/);
  using two = connectTwo(server.address);
  for (let round = 0; round < 20; round += 1) {
    const [writer, reader] = round % 2 === 0 ? two.clients : two.clients.toReversed();
    await ask(writer, createMovie, create(`m${round}`));
    const { response } = await ask(reader, getMovie, { id: `m${round}` });
    expect(response.movie).toMatchObject({ title: `m${round}` });
    await ask(reader, deleteMovie, { id: `m${round}`, etag: '', allowMissing: false });
  }
  const body = await (await fetch(metrics)).text();
  const labels = 'grpc_type="unary",grpc_service="movie.v1.MovieService",grpc_method="CreateMovie"';
  expect(body).toContain(`\ngrpc_server_handled_total{${labels},grpc_code="OK"} 20\n`);
  expect(body).toContain(`\ngrpc_server_handling_seconds_count{${labels}} 20\n`);
  expect(body).toContain('\nmovie_store_connected 1\n');
  expect(body).toContain('\nmovie_workers 2\n');
  expect(await server.program.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  expect(servedBy(server, '/GetMovie')).toEqual(new Set([1, 2]));
  expect(server.messages.filter((message) => message.includes('listening'))).toEqual([
    `Movie server listening on 127.0.0.1:${server.port}, 0 movies, 2 workers.`,
  ]);
  expect(server.messages.at(-1)).toBe('Bye.');
});

test('a worker that is killed starts again, the other one serves on, and no acknowledged write is lost', async () => {
  using folder = new TemporaryFolder();
  await using server = await startWorkers(folder, [], '--metrics-port', '0');
  const [, metrics = ''] = await server.program.printed(/Metrics at (\S+?)\.?"/);
  using two = connectTwo(server.address);
  for (const client of two.clients) await ask(client, check, { service: '' });
  await (await fetch(metrics)).text();
  const acknowledged: string[] = [];
  let isBack = false;
  const write = async (client: (typeof two.clients)[number], name: string) => {
    for (let n = 0; !isBack; n += 1) {
      // The call that the worker had is lost with it.
      const answer = await ask(client, createMovie, create(`${name}${n}`)).catch(() => undefined);
      if (answer) acknowledged.push(`${name}${n}`);
    }
  };
  const writing = two.clients.map((client, index) => write(client, `${index}-`));
  signalOnly(workerPid(server, 1), 'SIGKILL');
  await server.program.printed(/ended by SIGKILL[\s\S]*Worker 1 serves/);
  isBack = true;
  await Promise.all(writing);
  expect(server.log.find(({ level }) => level === 50)).toMatchObject({
    worker: 1,
    msg: 'Worker 1 ended by SIGKILL; it is started again in 0.1 s.',
  });
  using fresh = connectTwo(server.address);
  for (const client of fresh.clients) {
    // An error would say that a movie is missing.
    for (const id of acknowledged) await ask(client, getMovie, { id });
  }
  const body = await (await fetch(metrics)).text();
  // With those of the worker that was killed.
  expect(body).toContain('grpc_method="Check",grpc_code="OK"} 2\n');
  expect(body).toContain('\nmovie_worker_restarts_total 1\n');
  expect(await server.program.kill('SIGTERM')).toMatchObject({ code: 0 });
  const { movies } = JSON.parse(readFileSync(folder.file('movies.json'), 'utf8'));
  expect(movies.map(({ id }: { readonly id: string }) => id)).toEqual(expect.arrayContaining(acknowledged));
});

const noStops = process.platform === 'win32' ? ' (skipped: Windows stops no processes)' : '';
const testStopped = noStops === '' ? test : test.skip;

testStopped(
  `a worker killed with a connection on its way to it loses nothing and holds up nobody${noStops}`,
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startWorkers(folder, [sampleMovie('m1')]);
    using first = connect(server.address);
    await ask(first, getMovie, { id: 'm1' });
    await server.program.printed(/"worker":\d[^\n]*GetMovie/);
    const [serving] = servedBy(server, '/GetMovie');
    const idle = serving === 1 ? 2 : 1;
    const pid = workerPid(server, idle);
    signalOnly(pid, 'SIGSTOP');
    using session = connectHttp2(server.port);
    await once(session, 'connect');
    // The connection before it was handed to the idle worker, then.
    using later = connect(server.address);
    await ask(later, getMovie, { id: 'm1' });
    const written = ask(first, createMovie, create('m2'));
    signalOnly(pid, 'SIGKILL');
    await written;
    const call = openCall(session, MovieService.getMovieById.path);
    call.end(frame(MovieService.getMovieById.requestSerialize({ id: 'm1' })));
    expect(await answerOf(call)).toMatchObject({ grpcStatus: 0 });
    await server.program.printed(new RegExp(`ended by SIGKILL[^]*Worker ${idle} serves`));
  },
);

test('Ctrl-C on a terminal, which signals all processes, ends them in order; the second one ends them at once', async () => {
  using folder = new TemporaryFolder();
  await using server = await startWorkers(
    folder,
    Array.from({ length: 5_000 }, (_, n) => sampleMovie(`m${n}`)),
  );
  using session = connectHttp2(server.port);
  const reader = openCall(session, MovieService.getListMovies.path);
  reader.end(frame(Buffer.alloc(0)));
  await once(reader, 'response');
  using client = connect(server.address);
  const statuses: number[] = [];
  const call = download(client, watch, { service: '' });
  call.on('data', ({ status }) => statuses.push(status));
  const ended = once(call, 'error').catch(() => undefined);
  call.on('error', () => {});
  await once(call, 'data');
  server.program.signal('SIGINT');
  await ended;
  expect(statuses.at(-1)).toBe(NOT_SERVING);
  await server.program.printed(/SIGINT: shutting down\./);
  server.program.signal('SIGINT');
  expect(await server.program.ended).toMatchObject({ code: 1 });
  expect(server.messages.at(-1)).toBe('SIGINT again: ending at once.');
});

test('without the primary, no worker stays and the port is free', async () => {
  using folder = new TemporaryFolder();
  await using server = await startWorkers(folder, []);
  // Connections that are open don't keep the workers.
  using two = connectTwo(server.address);
  for (const client of two.clients) await ask(client, check, { service: '' });
  signalOnly(server.program.pid, 'SIGKILL');
  // Its output ends with the last worker, which has it, too.
  await server.program.ended;
  const next = createServer().listen(server.port, '127.0.0.1');
  await once(next, 'listening');
  next.close();
});

describe('a server of several workers that can not start ends with code 1, and says why once', () => {
  const start = (database: string, ...args: string[]) => {
    const [node, main] = serverCommand;
    return run(node, [main, '--workers', '2', '--database', database, '--host', '127.0.0.1', ...args]);
  };

  test('a port in use', async () => {
    using folder = new TemporaryFolder();
    await using other = await startServer();
    const { port } = other;
    const result = await start(folder.write('movies.json', '{"movies": []}'), '--port', `${port}`);
    const message = `movie-server: Port ${port} is in use. Choose another with --port or --metrics-port.\n`;
    expect(result).toEqual({ code: 1, stdout: '', stderr: message });
  });

  test('a file that a worker can not use', async () => {
    using folder = new TemporaryFolder();
    const database = folder.write('movies.json', '{"movies": []}');
    const { code, stderr } = await start(database, '--port', '0', '--write-token-file', folder.file('none'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^movie-server: The token file \S+none can't be read: [^\n]*\n$/);
  });
});

const isLinux = process.platform === 'linux';
const noLimits = isLinux ? '' : ' (skipped: sets the limits of a process with prlimit)';

(isLinux ? test : test.skip)(
  `a worker that the system can't start is tried again until it can, and the server serves on${noLimits}`,
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startWorkers(folder, []);
    const limitFiles = (limit: string) => run('prlimit', ['--pid', `${server.program.pid}`, `--nofile=${limit}:`]);
    expect(await limitFiles('0')).toMatchObject({ code: 0 });
    signalOnly(workerPid(server, 1), 'SIGKILL');
    await server.program.printed(/Worker 1 ended before it began; it is started again in 0\.2 s\. [^"]*EMFILE/);
    await limitFiles('1000');
    await server.program.printed(/ended before it began[\s\S]*Worker 1 serves/);
    expect(await server.program.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  },
);

const testSockets = process.platform === 'win32' ? test.skip : test;

testSockets('workers share a Unix socket, which replaces one that a killed server left', async () => {
  using folder = new TemporaryFolder();
  const path = folder.file('m.sock');
  const database = folder.write('movies.json', '{"movies": []}');
  const args = ['--workers', '2', '--host', `unix:${path}`, '--database', database];
  const begin = async () => {
    const program = new RunningProcess(serverCommand[0], [serverCommand[1], ...args]);
    await program.printed(/listening on/);
    return program;
  };
  await using killed = await begin();
  await killed.kill();
  await using server = await begin();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  using two = connectTwo(`unix:${path}`);
  await ask(two.clients[0], createMovie, create('m1'));
  await ask(two.clients[1], getMovie, { id: 'm1' });
  const { code, stdout } = await server.kill('SIGTERM');
  expect(code).toBe(0);
  for (const line of [/"worker":1,.*CreateMovie/, /"worker":2,.*GetMovie/]) expect(stdout).toMatch(line);
});
