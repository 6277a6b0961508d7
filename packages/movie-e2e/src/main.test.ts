import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RunningProcess, TemporaryFolder } from 'test-kit';
import { runClient } from './testing/client-process.js';
import { pnpm, repository } from './testing/repository.js';
import { listeningPort, runServer, type ServerProcess, serverCommand, startServer } from './testing/server-process.js';
import { tutorialOutput } from './testing/tutorial-output.js';

const [node, serverMain] = serverCommand;

describe('the two programs', () => {
  let folder: TemporaryFolder;
  let server: ServerProcess;
  beforeAll(async () => {
    folder = new TemporaryFolder();
    // In another folder than that of its default database, and with an option that wins over its variable.
    server = await startServer([], { cwd: folder.path, env: { MOVIE_PORT: 'none' } });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  test("the client prints the tutorial's output byte for byte, and the server says that it found the movie", async () => {
    const client = await runClient(['--address', server.address]);
    expect(client).toEqual({ code: 0, stdout: tutorialOutput(), stderr: '' });
    await server.program.printed(/"Movie found!"/);
  });

  test('the client finds the server by MOVIE_ADDRESS, and --address wins over it', async () => {
    const { address } = server;
    const byVariable = await runClient([], { env: { MOVIE_ADDRESS: address } });
    expect(byVariable.stdout).toEqual(tutorialOutput());
    const byOption = await runClient(['--address', address], { env: { MOVIE_ADDRESS: 'nowhere.invalid:1' } });
    expect(byOption.stdout).toEqual(tutorialOutput());
  });

  test('--database is looked for from the working directory', async () => {
    using folder = new TemporaryFolder();
    folder.write('mine.json', await readFile(join(repository, 'databases/movies.json')));
    await using server = await startServer(['--database', 'mine.json'], { cwd: folder.path });
    expect((await runClient(['--address', server.address])).stdout).toEqual(tutorialOutput());
  });
});

describe('the options of the server', () => {
  test("are read from the environment, and with a log for people the server's line is the tutorial's", async () => {
    const database = join(repository, 'databases/movies.json');
    const env = { MOVIE_HOST: '127.0.0.1', MOVIE_PORT: '0', MOVIE_DATABASE: database, MOVIE_LOG_FORMAT: 'pretty' };
    await using server = new RunningProcess(node, [serverMain], { env });
    const port = await listeningPort(server);
    expect(port).toBeGreaterThan(0);
    expect(server.stdout).toContain('127.0.0.1');
    await runClient(['--address', `127.0.0.1:${port}`]);
    await server.printed(/^Movie found!$/m);
  });
});

test.each([
  ['movie-server', runServer],
  ['movie-client', runClient],
])("--version of %s prints its package's version", async (name, runIt) => {
  const { version } = JSON.parse(await readFile(join(repository, 'packages', name, 'package.json'), 'utf8'));
  expect(await runIt(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('one process with a file loads nothing of workers, metrics, traces or PostgreSQL', async () => {
  using folder = new TemporaryFolder();
  // Node writes there which files it has run.
  await using server = await startServer([], { env: { NODE_V8_COVERAGE: folder.path } });
  await server.program.kill('SIGTERM');
  const [coverage = ''] = await readdir(folder.path);
  const { result }: { readonly result: readonly { readonly url: string }[] } = JSON.parse(
    await readFile(folder.file(coverage), 'utf8'),
  );
  const loaded = result.map(({ url }) => url);
  expect(loaded).toContainEqual(expect.stringContaining('/movie-server/dist/run-server.js'));
  expect(loaded).toContainEqual(expect.stringContaining('/movie-catalog/dist/json-file/json-file.js'));
  const needless =
    /\/dist\/(workers|channel)\/|\/node_modules\/(pg|pg-[^/]+|prom-client|@opentelemetry)\/|\/postgres-store\.js$/;
  expect(loaded.filter((url) => needless.test(url))).toEqual([]);
});

test('a server and each of its workers free what their start leaves before the server says where it listens', async () => {
  using folder = new TemporaryFolder();
  folder.write(
    'watch.mjs',
    `import { constants, PerformanceObserver, performance } from 'node:perf_hooks';
    const { NODE_PERFORMANCE_GC_MAJOR: major, NODE_PERFORMANCE_GC_FLAGS_FORCED: forced } = constants;
    const observer = new PerformanceObserver((list) => {
      for (const { detail, startTime } of list.getEntries())
        if (detail.kind === major && detail.flags & forced)
          process.stderr.write('collected at ' + Math.floor(performance.timeOrigin + startTime) + '.\\n');
    });
    observer.observe({ entryTypes: ['gc'] });`,
  );
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(folder.file('watch.mjs'))}` };
  for (const [workers, processes] of [
    [1, 1],
    [2, 3],
  ] as const) {
    await using server = await startServer(['--workers', `${workers}`], { env });
    await server.program.printed(new RegExp(`(collected at \\d+[^]*){${processes}}`));
    const listening = server.log.find(({ msg }) => msg.includes('listening on'));
    const times = [...server.program.stderr.matchAll(/collected at (\d+)/g)].map(([, time]) => Number(time));
    expect(times).toHaveLength(processes);
    expect(Math.max(...times)).toBeLessThanOrEqual(Number(listening?.['time']));
  }
});

test('pnpm start server looks for --database where it is typed, and Ctrl-C ends it in order', async () => {
  using folder = new TemporaryFolder();
  folder.write('mine.json', '{"movies": [{"id": "1", "title": "Mine"}]}');
  const [command, ...first] = pnpm;
  const args = [...first, '--dir', repository, 'start', 'server', '--port', '0', '--database', 'mine.json'];
  const env = { pnpm_config_verify_deps_before_run: 'false' };
  await using server = new RunningProcess(command, args, { cwd: folder.path, env });
  const address = `localhost:${await listeningPort(server)}`;
  expect((await runClient(['list', '--address', address])).stdout).toMatch(/^1\tMine\t/);
  server.signal('SIGINT');
  expect((await server.ended).stdout).toContain('Bye.');
});
