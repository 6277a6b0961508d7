import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { sampleMovie } from 'movie-catalog/testing';
import { MovieService, v1 } from 'movie-proto';
import { answerOf, ask, connect, connectHttp2, download, frame, openCall, run, TemporaryFolder } from 'test-kit';
import { connectTwo, servedBy, signalOnly, startWorkers, testOnUnix, workerPid } from './testing/workers.js';

const { createMovie, getMovie } = v1.MovieServiceService;
const { check, watch } = health.HealthService;
const { NOT_SERVING } = health.HealthCheckResponse_ServingStatus;

const create = (id: string) => v1.CreateMovieRequest.create({ movie: { id, title: id } });

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
  signalOnly(workerPid(server, 1), 'SIGKILL');
  await server.program.printed(/ended by SIGKILL[\s\S]*ended by SIGKILL/);
  // While it waits or starts.
  expect(await server.program.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  expect(server.messages.at(-1)).toBe('Bye.');
  const { movies } = JSON.parse(readFileSync(folder.file('movies.json'), 'utf8'));
  expect(movies.map(({ id }: { readonly id: string }) => id)).toEqual(expect.arrayContaining(acknowledged));
});

testOnUnix('a worker killed with a connection on its way to it loses nothing and holds up nobody', async () => {
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
  await server.program.printed(new RegExp(`ended by SIGKILL[\\s\\S]*Worker ${idle} serves`));
});

const isLinux = process.platform === 'linux';
const noLimits = isLinux ? '' : ' (skipped: sets the limits of a process with prlimit)';

(isLinux ? test : test.skip)(
  `a worker that the system can't start is tried again, less and less often, until it can${noLimits}`,
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startWorkers(folder, []);
    const limitFiles = (limit: string) => run('prlimit', ['--pid', `${server.program.pid}`, `--nofile=${limit}:`]);
    expect(await limitFiles('0')).toMatchObject({ code: 0 });
    signalOnly(workerPid(server, 1), 'SIGKILL');
    await server.program.printed(/Worker 1 ended before it began; it is started again in 0\.2 s\. [^"]*EMFILE/);
    await server.program.printed(/it is started again in 0\.4 s/);
    await limitFiles('1000');
    await server.program.printed(/ended before it began[\s\S]*Worker 1 serves/);
    expect(await server.program.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
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
  // The first half second belongs to the first.
  const impatience = setInterval(() => server.program.signal('SIGINT'), 100).unref();
  const { code } = await server.program.ended;
  clearInterval(impatience);
  expect(code).toBe(1);
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
