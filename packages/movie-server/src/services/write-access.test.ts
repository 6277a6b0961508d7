import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from '@jest/globals';
import { v1 } from 'movie-proto';
import { removeTemporaryFolders, temporaryFolder } from '../stores/testing/temporary-folder.js';
import { closeServers, startServer } from './testing/catalog-server.js';
import { failureOf, importOf, movieCalls, withToken } from './testing/movie-calls.js';
import { killServers, ServerProcess } from './testing/server-process.js';
import { byToken, CLOSED } from './write-access.js';

const clients: v1.MovieServiceClient[] = [];

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterEach(closeServers);
afterEach(killServers);
afterEach(removeTemporaryFolders);

const WRITES: [string, (movies: ReturnType<typeof movieCalls>) => Promise<unknown>][] = [
  ['CreateMovie', (movies) => movies.create({ title: '' })],
  ['UpdateMovie', (movies) => movies.update({})],
  ['DeleteMovie', (movies) => movies.delete({ id: '' })],
  ['ImportMovies', (movies) => movies.importAll(importOf([], {}, 7))],
];

describe.each(WRITES)('%s', (_, write) => {
  test('needs a token where there are tokens, before anything else is looked at', async () => {
    const { client } = await startServer({ writeAccess: byToken(() => [{ name: 'ann', token: 'a-token' }]) });
    const without = { code: 'UNAUTHENTICATED', reason: 'WRITE_TOKEN_MISSING' };
    expect(await failureOf(write(movieCalls(client)))).toMatchObject(without);
    const wrong = { code: 'UNAUTHENTICATED', reason: 'WRITE_TOKEN_UNKNOWN' };
    expect(await failureOf(write(movieCalls(client, withToken('b-token'))))).toMatchObject(wrong);
    const right = await failureOf(write(movieCalls(client, withToken('a-token'))));
    expect(right.code).toBe('INVALID_ARGUMENT');
  });

  test('is refused where nobody may write', async () => {
    const { client } = await startServer({ writeAccess: CLOSED });
    const failure = { code: 'PERMISSION_DENIED', reason: 'WRITES_CLOSED' };
    expect(await failureOf(write(movieCalls(client, withToken('any'))))).toMatchObject(failure);
  });
});

describe('a token', () => {
  test('is one of several, and its name is in the log, but never it', async () => {
    const tokens = [
      { name: 'ann', token: 'a-token' },
      { name: 'bob', token: 'b-token' },
    ];
    const { client, log } = await startServer({ writeAccess: byToken(() => tokens) });
    await movieCalls(client, withToken('b-token')).create({ id: 'x', title: 'X' });
    await failureOf(movieCalls(client, withToken('other-token')).create({ title: 'X' }));
    expect(log.events.join('')).toContain('"writer":"bob"');
    expect(log.events.join('')).not.toContain('-token');
  });

  test.each(['bearer a-token', 'BEARER  a-token'])('comes as RFC 6750 has it: %s', async (authorization) => {
    const { client } = await startServer({ writeAccess: byToken(() => [{ name: 'ann', token: 'a-token' }]) });
    const metadata = withToken();
    metadata.set('authorization', authorization);
    await movieCalls(client, metadata).create({ title: 'X' });
  });

  test.each(['a-token', 'Basic a-token', 'Bearer', 'Bearer a-token more', ''])(
    'does not come as %j',
    async (authorization) => {
      const { client } = await startServer({ writeAccess: byToken(() => [{ name: 'ann', token: 'a-token' }]) });
      const metadata = withToken();
      metadata.set('authorization', authorization);
      const failure = await failureOf(movieCalls(client, metadata).create({ title: 'X' }));
      expect(failure).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'WRITE_TOKEN_MISSING' });
    },
  );

  test('is not needed to read', async () => {
    const { client } = await startServer({ writeAccess: byToken(() => []) });
    expect((await movieCalls(client).list()).totalSize).toBe(0);
  });
});

/** A real server with an empty database, by a caller on this machine. */
async function startProcess(...args: string[]) {
  const database = join(temporaryFolder(), 'movies.json');
  writeFileSync(database, '{"movies": []}');
  const server = new ServerProcess(database, ...args);
  const client = new v1.MovieServiceClient(`127.0.0.1:${await server.port()}`, credentials.createInsecure());
  clients.push(client);
  return { server, client, database };
}

describe('without a token file', () => {
  test('anybody may write to a server on loopback', async () => {
    const { client } = await startProcess();
    await movieCalls(client).create({ title: 'X' });
  });

  test('nobody may write to a server that other machines reach', async () => {
    const { client, database } = await startProcess('--host', '0.0.0.0', '--insecure');
    const failure = { code: 'PERMISSION_DENIED', reason: 'WRITES_CLOSED' };
    expect(await failureOf(movieCalls(client).create({ title: 'X' }))).toMatchObject(failure);
    expect((await movieCalls(client).list()).totalSize).toBe(0);
    expect(readFileSync(database, 'utf8')).toBe('{"movies": []}');
  });
});

describe('with a token file', () => {
  test('its tokens count wherever the server listens, and new ones once it changes', async () => {
    const tokens = join(temporaryFolder(), 'tokens');
    writeFileSync(tokens, 'ann a-token\n');
    const args = ['--host', '0.0.0.0', '--insecure', '--write-token-file', tokens];
    const { server, client } = await startProcess(...args);
    const create = (token: string) => movieCalls(client, withToken(token)).create({ title: 'X' });
    await create('a-token');
    writeFileSync(tokens, 'ann b-token\n');
    await server.log.first((line) => line.includes('read anew'));
    expect(await failureOf(create('a-token'))).toMatchObject({ code: 'UNAUTHENTICATED' });
    await create('b-token');
    expect(server.log.events.join('')).not.toContain('-token');
  });

  test('that can not be used, the server does not start', async () => {
    const tokens = join(temporaryFolder(), 'tokens');
    writeFileSync(tokens, 'a-token\n');
    const server = new ServerProcess('', '--write-token-file', tokens);
    expect(await server.exitCode()).not.toBe(0);
    const { server: other } = await startProcess();
    await other.kill();
    expect(server.stderr).not.toContain('a-token');
  });
});

test('--read-only refuses writes with a status that says so, and reads go on', async () => {
  const { client, database } = await startProcess('--read-only');
  const failure = await failureOf(movieCalls(client).create({ title: 'X' }));
  expect(failure).toMatchObject({
    code: 'FAILED_PRECONDITION',
    reason: 'READ_ONLY',
    message: 'The catalog is read-only.',
  });
  expect((await movieCalls(client).list()).totalSize).toBe(0);
  expect(readFileSync(database, 'utf8')).toBe('{"movies": []}');
});
