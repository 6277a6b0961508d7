import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Metadata, status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { v1 } from 'movie-proto';
import { ask, connect, failure, RunningProcess, run, TemporaryFolder } from 'test-kit';
import { startServer } from './testing/server-process.js';

const MAIN = fileURLToPath(new URL('../../movie-server/dist/main.js', import.meta.url));
const { createMovie } = v1.MovieServiceService;
const REQUEST = v1.CreateMovieRequest.create({ movie: { id: 'a', title: 'A' } });
/** Whether the system tells which process listens on a port. */
const isOwnerTold = process.platform === 'linux';
const NO_MOVIES = '{"movies": []}';

describe('--read-only', () => {
  test('refuses writes with a status that says so, and reads go on', async () => {
    using folder = new TemporaryFolder();
    const database = folder.write('movies.json', NO_MOVIES);
    await using server = await startServer(['--database', database, '--read-only']);
    using client = connect(server.address);
    expect(await failure(ask(client, createMovie, REQUEST))).toMatchObject({
      code: status.FAILED_PRECONDITION,
      reason: 'READ_ONLY',
      message: 'The catalog is read-only.',
    });
    const request = v1.ListMoviesRequest.create();
    const { response } = await ask(client, v1.MovieServiceService.listMovies, request);
    expect(response.totalSize).toBe(0);
  });

  test.each([
    ['MOVIE_READ_ONLY=false', [], { MOVIE_READ_ONLY: 'false' }],
    ['--read-only=false, which wins over the variable', ['--read-only=false'], { MOVIE_READ_ONLY: 'true' }],
  ])('is off with %s', async (_, args, env) => {
    using folder = new TemporaryFolder();
    const database = folder.write('movies.json', NO_MOVIES);
    await using server = await startServer(['--database', database, ...args], { env });
    using client = connect(server.address);
    await ask(client, createMovie, REQUEST);
  });
});

/** All that a server prints that answers a call and is ended. */
async function printedBy(...args: string[]): Promise<string> {
  using folder = new TemporaryFolder();
  const database = folder.write('movies.json', NO_MOVIES);
  const address = `127.0.0.1:${await freePort()}`;
  const [host = '', port = ''] = address.split(':');
  const all = [MAIN, '--host', host, '--port', port, '--database', database, ...args];
  await using server = new RunningProcess(process.execPath, all);
  using client = connect(address, undefined, { 'grpc.initial_reconnect_backoff_ms': 100 });
  // A server that logs nothing does not say when it listens either.
  await ask(client, createMovie, REQUEST, new Metadata({ waitForReady: true }));
  const { code, stdout, stderr } = await server.kill('SIGTERM');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('--log-level leaves out what is below', async () => {
  expect(await printedBy('--log-level', 'warn')).toBe('');
});

test('--log-format pretty prints bare lines, without those of calls that succeed', async () => {
  const [first, second, ...rest] = (await printedBy('--log-format', 'pretty')).trim().split('\n');
  expect(first).toMatch(/^Movie server listening on 127\.0\.0\.1:\d+, 0 movies\.$/);
  expect(second).toBe('SIGTERM: shutting down.');
  expect(rest.at(-1)).toBe('Bye.');
});

test('what Kubernetes sets for Services named movie and movie-metrics is ignored, and the log says so', async () => {
  const [port, metricsPort] = ['tcp://10.96.12.34:3001', 'tcp://10.96.12.35:9464'];
  await using server = await startServer([], { env: { MOVIE_PORT: port, MOVIE_METRICS_PORT: metricsPort } });
  expect(server.log.filter(({ level }) => level === 40).map(({ msg }) => msg)).toEqual([
    `MOVIE_PORT=${port} is ignored: Kubernetes sets it for a Service of that name.`,
    `MOVIE_METRICS_PORT=${metricsPort} is ignored: Kubernetes sets it for a Service of that name.`,
  ]);
});

/** How a server ends that does not start. */
const refused = (...args: string[]) => run(process.execPath, [MAIN, ...args]);

describe('a server that can not start says why, and what to do', () => {
  test('all mistakes of the options at once', async () => {
    const { code, stderr } = await refused('--port', 'x', '--host', '0.0.0.0', '--tls-key', 'k', '--nonsense');
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      'movie-server: "--nonsense" is not an option; see --help.',
      expect.stringContaining('--port must be'),
      expect.stringContaining('--tls-cert and --tls-key go together.'),
      expect.stringContaining('--host 0.0.0.0 can be reached'),
    ]);
  });

  test('TLS files that make no certificate', async () => {
    using folder = new TemporaryFolder();
    const database = folder.write('movies.json', NO_MOVIES);
    const { code, stderr } = await refused('--database', database, '--tls-cert', 'no.pem', '--tls-key', 'no.pem');
    expect(code).toBe(1);
    expect(stderr).toContain("movie-server: The TLS file no.pem can't be read");
  });

  test('a port in use', async () => {
    using folder = new TemporaryFolder();
    const databases = ['a.json', 'b.json'].map((name) => folder.write(name, NO_MOVIES));
    await using server = await startServer(['--database', databases[0] ?? '']);
    const port = `${server.port}`;
    const { code, stderr } = await refused('--database', databases[1] ?? '', '--host', '127.0.0.1', '--port', port);
    expect(code).toBe(1);
    const owner = isOwnerTold ? `process ${server.program.pid} (node)` : 'another program';
    expect(stderr).toBe(
      `movie-server: Port ${port} is in use by ${owner}, and the client would talk to that. ` +
        'End it, or choose another port with --port.\n',
    );
    const options = ['--database', databases[1] ?? '', '--port', '0', '--metrics-port', port];
    expect((await refused(...options)).stderr).toBe(
      `movie-server: Port ${port} is in use by ${owner}. End that, or choose another port with --metrics-port.\n`,
    );
  });

  test('a database that another server holds, whose process it names', async () => {
    using folder = new TemporaryFolder();
    const database = folder.write('movies.json', NO_MOVIES);
    await using first = await startServer(['--database', database]);
    const { code, stderr } = await refused('--database', database, '--port', '0');
    expect(code).toBe(1);
    expect(stderr).toContain(`is in use by process ${first.program.pid}`);
    // Readers need no lock, and a killed server leaves none.
    await using _reader = await startServer(['--database', database, '--read-only']);
    await first.program.kill();
    await using _next = await startServer(['--database', database]);
  });
});
