import { existsSync, statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { health } from 'grpc-proto';
import { ask, connect, RunningProcess, TemporaryFolder } from 'test-kit';
import { startTextServer, type TextServer } from '../testing/start-text-server.js';

const isWindows = process.platform === 'win32';
const describeSockets = isWindows ? describe.skip : describe;

function startAt(path: string, socketMode?: number): Promise<TextServer> {
  return startTextServer({}, { host: `unix:${path}`, socketMode });
}

async function expectServing({ client }: TextServer): Promise<void> {
  await ask(client, health.HealthService.check, { service: '' });
}

/** Leaves a socket behind, as a server does that is killed. */
async function leaveSocket(path: string): Promise<void> {
  const program = `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('listening'))`;
  await using server = new RunningProcess(process.execPath, ['-e', program]);
  await server.printed(/listening/);
  await server.kill();
}

describeSockets('a Unix socket (Windows has none that gRPC clients take)', () => {
  test('is served, written as clients take it, and gone at the end', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('m.sock');
    const server = await startAt(path);
    expect([server.address, server.port]).toEqual([`unix:${path}`, 0]);
    await expectServing(server);
    expect(await server.log.line('Health/Check OK')).toMatchObject({ peer: 'unix:' });
    await server[Symbol.asyncDispose]();
    expect(existsSync(path)).toBe(false);
  });

  test('has the slashes of a URL or not', async () => {
    using folder = new TemporaryFolder();
    await using server = await startTextServer({}, { host: `unix://${folder.file('m.sock')}` });
    await expectServing(server);
    using client = connect(`unix:${folder.file('m.sock')}`);
    await ask(client, health.HealthService.check, { service: '' });
  });

  test.each([
    ['only for its user, by default', undefined, 0o600],
    ['for a group, too', 0o660, 0o660],
    ['for everyone', 0o666, 0o666],
  ])('is %s', async (_name, mode, expected) => {
    using folder = new TemporaryFolder();
    const before = process.umask();
    await using _server = await startAt(folder.file('m.sock'), mode);
    expect(statSync(folder.file('m.sock')).mode & 0o777).toBe(expected);
    expect(process.umask()).toBe(before);
  });

  test('that a killed server left is replaced', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('m.sock');
    await leaveSocket(path);
    expect(existsSync(path)).toBe(true);
    await using server = await startAt(path);
    await expectServing(server);
  });

  test('on which a server answers is not replaced', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('m.sock');
    await using server = await startAt(path);
    await expect(startAt(path)).rejects.toThrow(
      `The server can't listen on unix:${path}: another server answers on it.`,
    );
    await expectServing(server);
  });

  test('has one server, however many start at once where a killed one left it', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('m.sock');
    await leaveSocket(path);
    const starts = await Promise.allSettled(Array.from({ length: 20 }, () => startAt(path)));
    const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    expect(started).toHaveLength(1);
    expect(starts.map((start) => (start.status === 'rejected' ? String(start.reason) : ''))).toEqual(
      expect.arrayContaining([expect.stringContaining('another server answers on it')]),
    );
    for (const server of started) {
      await expectServing(server);
      await server[Symbol.asyncDispose]();
    }
  });

  test('whose permissions cannot be set is gone again', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('m.sock');
    await expect(startAt(path, -1)).rejects.toMatchObject({
      name: 'SocketError',
      message: expect.stringContaining("its permissions can't be set"),
    });
    expect(existsSync(path)).toBe(false);
  });

  test('does not replace a file', async () => {
    using folder = new TemporaryFolder();
    const path = folder.write('movies.json', 'mine');
    await expect(startAt(path)).rejects.toThrow('there is a file that is no socket');
    expect(statSync(path).size).toBe(4);
  });

  test('with a path that the system would cut is refused', async () => {
    using folder = new TemporaryFolder();
    await expect(startAt(folder.file('é'.repeat(60)))).rejects.toThrow(
      /its path has \d+ bytes, and this system takes 10\d/,
    );
    expect(existsSync(folder.path)).toBe(true);
  });

  test('in a folder that is not there names it', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('nothing/m.sock');
    await expect(startAt(path)).rejects.toMatchObject({ name: 'SocketError', message: expect.stringContaining(path) });
  });

  test('has no TLS', async () => {
    using folder = new TemporaryFolder();
    const start = startTextServer({}, { host: `unix:${folder.file('m')}`, tls: { cert: 'c', key: 'k' } });
    await expect(start).rejects.toThrow('TLS is not for Unix sockets');
  });
});
