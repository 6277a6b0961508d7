import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { v1 } from 'movie-proto';
import { ask, connect, createDatabase, download, onPostgres, TemporaryFolder } from 'test-kit';
import { startProgram, startServer } from './testing/server-process.js';
import { connectTwo, servedBy, signalOnly, startWorkers, testOnUnix, workerPid } from './testing/workers.js';

const { check } = health.HealthService;
const { createMovie, getMovie, watchMovies } = v1.MovieServiceService;

test('a signal at any moment of the start ends all processes in order', async () => {
  using folder = new TemporaryFolder();
  const database = folder.write('movies.json', '{"movies": []}');
  let ordered = 0;
  for (let ms = 300; ms <= 1_500; ms += 150) {
    await using program = startProgram(['--workers', '2', '--database', database]);
    await delay(ms);
    program.signal('SIGINT');
    const { code, stdout, stderr } = await program.ended;
    // On a busy machine, Node may not have run the program yet.
    if (code === null && stdout === '') continue;
    ordered++;
    expect({ ms, code, stderr }).toEqual({ ms, code: 0, stderr: '' });
    expect(stdout).toContain('Bye.');
    expect(stdout).not.toContain('did not end');
  }
  expect(ordered).toBeGreaterThan(3);
});

test('a worker that hangs delays neither metrics nor new connections for long, and is killed at the end', async () => {
  using folder = new TemporaryFolder();
  await using server = await startWorkers(folder, [], '--metrics-port', '0', '--shutdown-grace', '500ms');
  const [, metrics = ''] = await server.program.printed(/Metrics at (\S+?)\.?"/);
  await (await fetch(metrics)).text();
  signalOnly(workerPid(server, 1), 'SIGSTOP');
  const begin = performance.now();
  const body = await (await fetch(metrics)).text();
  expect(performance.now() - begin).toBeLessThan(3_000);
  expect(body).toContain('movie_workers 2\n');
  // One of them is with the worker that hangs, and no other ever is.
  const clients = Array.from({ length: 5 }, () => connect(server.address));
  let answered = 0;
  const enough = new Promise<void>((resolve) => {
    for (const client of clients) {
      const count = () => ++answered === 4 && resolve();
      ask(client, check, { service: '' }).then(count, () => {});
    }
  });
  await enough;
  for (const client of clients) client.close();
  signalOnly(server.program.pid, 'SIGTERM');
  expect(await server.program.ended).toMatchObject({ code: 0 });
  expect(server.messages).toContain('Worker 1 did not end, and is killed.');
});

testOnUnix('a worker that hangs is killed 10 s after a write, which is acknowledged then', async () => {
  using folder = new TemporaryFolder();
  await using server = await startWorkers(folder, []);
  using two = connectTwo(server.address);
  const [writer, reader] = two.clients;
  await ask(reader, check, { service: '' });
  await server.program.printed(/"worker":\d[^\n]*Check/);
  const [hanging] = servedBy(server, '/Check');
  signalOnly(workerPid(server, Number(hanging)), 'SIGSTOP');
  const begin = performance.now();
  await ask(writer, createMovie, v1.CreateMovieRequest.create({ movie: { id: 'm1', title: 'One' } }));
  expect(performance.now() - begin).toBeGreaterThan(9_900);
  await server.program.printed(new RegExp(`Worker ${hanging} ended by SIGKILL[\\s\\S]*Worker ${hanging} serves`));
  expect(server.messages).toContain("A worker didn't answer for 10000 ms. Its channel is closed.");
  await ask(reader, getMovie, { id: 'm1' });
});

onPostgres(test)('each worker has a connection of its own to PostgreSQL, and sees what another one wrote', async () => {
  const database = await createDatabase();
  await using server = await startServer(['--workers', '2', '--database', database]);
  using two = connectTwo(server.address);
  const [writer, reader] = two.clients;
  const changes = download(reader, watchMovies, { resumeToken: '', skipExisting: true });
  const seen = new Promise((resolve) =>
    changes.on('data', ({ event }) => event?.$case === 'created' && resolve(event)),
  );
  await once(changes, 'data');
  await ask(writer, createMovie, v1.CreateMovieRequest.create({ movie: { id: 'm1', title: 'One' } }));
  await seen;
  await ask(reader, getMovie, { id: 'm1' });
  changes.cancel();
  expect(await server.program.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  const workers = server.log.filter(({ method }) => method !== undefined).map(({ worker }) => worker);
  expect(new Set(workers)).toEqual(new Set([1, 2]));
});
