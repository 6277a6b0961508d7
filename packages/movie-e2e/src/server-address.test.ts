import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { v1 } from 'movie-proto';
import { ask, connect, failure, RunningProcess, run, TemporaryFolder } from 'test-kit';
import { runClient } from './testing/client-process.js';
import { runServer, serverCommand } from './testing/server-process.js';

const NO_MOVIES = '{"movies": []}';

/** Starts a server with these options on an empty database, and gives where it says that it listens. */
async function startAt(folder: TemporaryFolder, args: readonly string[]) {
  const [node, main] = serverCommand;
  const database = folder.write('movies.json', NO_MOVIES);
  const program = new RunningProcess(node, [main, '--database', database, ...args]);
  const [, address = ''] = await program.printed(/listening on (\S+), 0 movies/);
  return { program, address, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}

const testSockets = process.platform === 'win32' ? test.skip : test;

test('the client takes the address that the server logs, with the brackets of IPv6', async () => {
  using folder = new TemporaryFolder();
  await using server = await startAt(folder, ['--host', '[::1]', '--port', '0']);
  expect(server.address).toMatch(/^\[::1\]:\d+$/);
  const { code, stderr } = await runClient(['add', '--title', 'A', '--address', server.address]);
  expect([code, stderr]).toEqual([0, '']);
});

testSockets('on a Unix socket its user may write, and it is gone at the end', async () => {
  using folder = new TemporaryFolder();
  const path = folder.file('m.sock');
  await using server = await startAt(folder, ['--host', `unix:${path}`]);
  expect(server.address).toBe(`unix:${path}`);
  expect(await runClient(['add', '--title', 'A', '--address', server.address])).toMatchObject({ code: 0 });
  expect(await server.program.kill('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  expect(existsSync(path)).toBe(false);
});

testSockets('a Unix socket that other users reach takes no writes', async () => {
  using folder = new TemporaryFolder();
  await using server = await startAt(folder, ['--host', `unix:${folder.file('m.sock')}`, '--socket-mode', '0660']);
  using client = connect(server.address);
  const request = v1.CreateMovieRequest.create({ movie: { title: 'A' } });
  const refusal = await failure(ask(client, v1.MovieServiceService.createMovie, request));
  expect(refusal.reason).toBe('WRITES_CLOSED');
});

testSockets('a Unix socket that a killed server left is replaced, and one that is in use is not', async () => {
  using folder = new TemporaryFolder();
  const args = ['--host', `unix:${folder.file('m.sock')}`];
  const killed = await startAt(folder, args);
  await killed.program.kill();
  await using _server = await startAt(folder, args);
  const { code, stderr } = await runServer(args);
  expect([code, stderr]).toEqual([
    1,
    `movie-server: The server can't listen on unix:${folder.file('m.sock')}: another server answers on it.\n`,
  ]);
});

test('a host that has no address says so', async () => {
  const { code, stderr } = await runServer(['--host', 'nothing.invalid']);
  expect([code, stderr]).toEqual([1, 'movie-server: The host nothing.invalid has no address. Check --host.\n']);
});

const mountNamespaces = spawnSync('unshare', ['--mount', 'true']).status === 0;
const testWithMounts = mountNamespaces ? test : test.skip;
const skipped = mountNamespaces ? '' : ' (skipped: this user can make no mount namespace)';

testWithMounts(`localhost is served in plain text only if it is loopback${skipped}`, async () => {
  using folder = new TemporaryFolder();
  const hosts = folder.write('hosts', '192.0.2.1 localhost\n');
  const inNamespace = ['--mount', 'sh', '-c', `mount --bind '${hosts}' /etc/hosts && exec "$@"`, 'sh'];
  const { code, stderr } = await run('unshare', [...inNamespace, ...serverCommand, '--read-only', '--port', '0']);
  expect([code, stderr]).toEqual([
    2,
    'movie-server: --host localhost, which is 192.0.2.1, can be reached from other machines. Give --tls-cert and ' +
      '--tls-key to serve them over TLS, or --insecure to serve them in plain text.\n',
  ]);
});
