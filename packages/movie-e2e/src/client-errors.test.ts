import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { createMovieClient } from 'movie-client';
import type { Ending } from 'test-kit';
import { CatalogProcess } from './testing/catalog-process.js';
import { runClient } from './testing/client-process.js';

const TUTORIAL_ID = 'a8034f44-aee4-44cf-b32c-74cf452aaaae';

test('the client says that no server is running, and how to start one', async () => {
  const address = `127.0.0.1:${await closedPort()}`;
  expectRefused(await runClient(['--address', address]), address, /pnpm start server/);
});

test('the client says that a name does not resolve', async () => {
  const address = 'nowhere.invalid:3001';
  expectRefused(await runClient(['--address', address, '--insecure']), address, /does not resolve.*--address/);
});

test('the client names an id that the server does not know', async () => {
  await using server = await CatalogProcess.start([]);
  expectRefused(await runClient(['--address', server.address]), TUTORIAL_ID, /No movie has the id/);
});

test.each([['--adress'], ['--address']])('the client refuses the option %s without its value', async (option) => {
  const { code, stdout, stderr } = await runClient([option]);
  expect({ code, stdout }).toEqual({ code: expect.any(Number), stdout: '' });
  expect(code).not.toBe(0);
  expect(stderr).toContain(option);
});

test('a call ends with DEADLINE_EXCEEDED when the server does not answer in time', async () => {
  await using silent = await silentServer();
  using client = createMovieClient({ address: `127.0.0.1:${silent.port}`, timeoutMs: 200 });
  await expect(client.getMovieById('a')).rejects.toMatchObject({ name: 'MovieError', code: 'DEADLINE_EXCEEDED' });
  await expect(client.getListMovies()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    name: 'MovieError',
    code: 'DEADLINE_EXCEEDED',
  });
});

test('the client says that the server did not answer in time', async () => {
  await using silent = await silentServer();
  const address = `127.0.0.1:${silent.port}`;
  expectRefused(await runClient(['--address', address, '--timeout', '0.5']), address, /in time/);
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
  await using server = await silentServer();
  return server.port;
}

/** Accepts connections and never answers. */
async function silentServer() {
  const connections = new Set<{ destroy(): void }>();
  const server = createServer((socket) => connections.add(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      for (const connection of connections) connection.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
