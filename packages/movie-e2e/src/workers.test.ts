import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { health, reflectionV1 } from 'grpc-proto';
import { v1 } from 'movie-proto';
import { ask, converse, RunningProcess, run, TemporaryFolder } from 'test-kit';
import { type ServerProcess, serverCommand } from './testing/server-process.js';
import { connectTwo, servedBy, signalOnly, startWorkers, testOnUnix, workerPid } from './testing/workers.js';

const { createMovie, getMovie, batchUpdateMovies, revertCommit, summarizeMovies } = v1.MovieServiceService;
const { serverReflectionInfo } = reflectionV1.ServerReflectionService;
const { check } = health.HealthService;

const create = (id: string) => v1.CreateMovieRequest.create({ movie: { id, title: id } });

describe('two workers', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;
  let two: ReturnType<typeof connectTwo>;
  beforeAll(async () => {
    folder = new TemporaryFolder();
    server = await startWorkers(folder, [{ id: 'a', title: 'A', labels: { shelf: '1' } }], '--metrics-port', '0');
    two = connectTwo(server.address);
  });
  afterAll(async () => {
    two[Symbol.dispose]();
    await server[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  test('share the port and the metrics, and answer alike', async () => {
    const [, metrics = ''] = await server.program.printed(/Metrics at (\S+?)\.?"/);
    const answers: unknown[] = [];
    for (const client of two.clients) {
      await ask(client, createMovie, create(`shared${answers.length}`));
      const { status } = (await ask(client, check, { service: 'movie.v1.MovieService' })).response;
      const reflection = converse(client, serverReflectionInfo);
      reflection.end({ host: '', messageRequest: { $case: 'listServices', value: '' } });
      answers.push([status, await reflection.toArray()]);
    }
    expect(answers[0]).toEqual(answers[1]);
    const list = { method: 'POST', headers: { 'content-type': 'application/json', connection: 'close' }, body: '{}' };
    const url = `http://${server.address}/movie.v1.MovieService/ListMovies`;
    for (const _ of answers) expect(await (await fetch(url, list)).json()).toMatchObject({ totalSize: 3 });
    const body = await (await fetch(metrics)).text();
    const labels = 'grpc_type="unary",grpc_service="movie.v1.MovieService",grpc_method="CreateMovie"';
    expect(body).toContain(`\ngrpc_server_handled_total{${labels},grpc_code="OK"} 2\n`);
    expect(body).toContain(`\ngrpc_server_handling_seconds_count{${labels}} 2\n`);
    expect(body).toContain('\nmovie_store_connected 1\n');
    expect(body).toContain('\nmovie_workers 2\n');
  });

  test('undo what the other one has written, by the revision that its caller got', async () => {
    const [first, second] = two.clients;
    const update = v1.BatchUpdateMoviesRequest.create({
      selection: { $case: 'ids', value: { ids: ['a'] } },
      expectedCount: 1,
      movie: { rating: 5, labels: { shelf: '2' } },
      updateMask: ['rating', 'labels'],
    });
    const { revision } = (await ask(first, batchUpdateMovies, update)).response;
    const validated = await ask(second, revertCommit, { revision, validateOnly: true });
    expect(validated.response).toMatchObject({ updatedCount: 1, changes: [{ before: { rating: 5 } }] });
    const undone = await ask(second, revertCommit, { revision, validateOnly: false });
    const next = revision.replace(/^\d+/, (number) => `${Number(number) + 1}`);
    expect(undone.response).toMatchObject({ updatedCount: 1, revision: next });
    const { movie } = (await ask(first, getMovie, { id: 'a' })).response;
    expect(movie).toMatchObject({ rating: undefined, labels: { shelf: '1' } });
    await server.program.printed(/"worker":\d[^\n]*RevertCommit/);
    expect(servedBy(server, '/BatchUpdateMovies')).not.toEqual(servedBy(server, '/RevertCommit'));
  });

  testOnUnix('acknowledge a write only when both have it, and wait for one that is stopped', async () => {
    const [writer, reader] = two.clients;
    await ask(reader, summarizeMovies, v1.SummarizeMoviesRequest.create());
    await server.program.printed(/"worker":\d[^\n]*SummarizeMovies/);
    const [stopped] = servedBy(server, '/SummarizeMovies');
    signalOnly(workerPid(server, Number(stopped)), 'SIGSTOP');
    const order: string[] = [];
    const written = ask(writer, createMovie, create('m1')).then(() => order.push('acknowledged'));
    const isThere = () =>
      ask(writer, getMovie, { id: 'm1' }).then(
        () => true,
        () => false,
      );
    while (!(await isThere()));
    // It is on the disk, and the worker that wrote it has it. If its acknowledgement waited for nothing else, it would
    // come before all these answers.
    for (let answers = 0; answers < 20; answers++) await isThere();
    order.push('continued');
    signalOnly(workerPid(server, Number(stopped)), 'SIGCONT');
    await written;
    expect(order).toEqual(['continued', 'acknowledged']);
    // An error would say that it is missing.
    await ask(reader, getMovie, { id: 'm1' });
  });

  // The last, as it ends them.
  test('share the log, and end in order', async () => {
    expect(await server.program.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
    expect(servedBy(server, '/CreateMovie')).toEqual(new Set([1, 2]));
    expect(server.messages.filter((message) => message.includes('listening'))).toEqual([
      `Movie server listening on 127.0.0.1:${server.port}, 1 movies, 2 workers.`,
    ]);
    expect(server.messages.at(-1)).toBe('Bye.');
  });
});

describe('a server of several workers that can not start ends with code 1, and says why once', () => {
  const start = (database: string, ...args: string[]) => {
    const [node, main] = serverCommand;
    return run(node, [main, '--workers', '2', '--database', database, '--host', '127.0.0.1', ...args]);
  };

  test('a port in use', async () => {
    using folder = new TemporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const result = await start(folder.write('movies.json', '{"movies": []}'), '--port', `${port}`);
    other.close();
    const message = new RegExp(`^movie-server: Port ${port} is in use by [^\\n]* another port with --port\\.\\n$`);
    expect(result).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(message) });
  });

  test('a file that a worker can not use', async () => {
    using folder = new TemporaryFolder();
    const database = folder.write('movies.json', '{"movies": []}');
    const { code, stderr } = await start(database, '--port', '0', '--write-token-file', folder.file('none'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^movie-server: The token file \S+none can't be read: [^\n]*\n$/);
  });
});

testOnUnix('workers share a Unix socket', async () => {
  using folder = new TemporaryFolder();
  const path = folder.file('m.sock');
  const database = folder.write('movies.json', '{"movies": []}');
  const [node, main] = serverCommand;
  const args = ['--workers', '2', '--host', `unix:${path}`, '--database', database];
  await using server = new RunningProcess(node, [main, ...args]);
  await server.printed(/listening on/);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  using two = connectTwo(`unix:${path}`);
  await ask(two.clients[0], createMovie, create('m1'));
  await ask(two.clients[1], getMovie, { id: 'm1' });
  const { code, stdout } = await server.kill('SIGTERM');
  expect(code).toBe(0);
  for (const line of [/"worker":1,.*CreateMovie/, /"worker":2,.*GetMovie/]) expect(stdout).toMatch(line);
});
