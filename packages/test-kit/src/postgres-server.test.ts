import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { onOwnPostgres, onPostgres } from './on-postgres.js';
import { PostgresServer } from './postgres-server.js';
import { RunningProcess } from './running-process.js';

/** A program that says where its server is, and runs on. */
const OWNER = `
  import { PostgresServer } from '${new URL('./index.js', import.meta.url)}';
  const server = await PostgresServer.start();
  console.log(server.url() + ' ' + server.dataFolder);
  setInterval(() => {}, 1000);
`;

/** The first value of the first row. */
async function ask(url: string, query: string): Promise<unknown> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: query, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

onPostgres(describe)('a PostgreSQL for tests', () => {
  let server: PostgresServer;

  beforeAll(async () => {
    server = await PostgresServer.start({ settings: { max_connections: 17 } });
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  test('takes queries', async () => {
    expect(await ask(server.url(), 'SELECT 6 * 7')).toBe(42);
  });

  test('makes databases of UTF-8 that know nothing of each other', async () => {
    const [one, other] = [await server.createDatabase(), await server.createDatabase()];
    await ask(one, 'CREATE TABLE movie ()');
    expect(await ask(one, "SELECT to_regclass('movie') IS NOT NULL")).toBe(true);
    expect(await ask(other, "SELECT to_regclass('movie') IS NOT NULL")).toBe(false);
    expect(await ask(other, 'SHOW server_encoding')).toBe('UTF8');
  });

  onOwnPostgres(test)('wants the password', async () => {
    const url = new URL(server.url());
    url.password = 'wrong';
    await expect(ask(url.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  onOwnPostgres(test)('takes settings', async () => {
    expect(await ask(server.url(), 'SHOW max_connections')).toBe('17');
  });

  onOwnPostgres(test)('says which setting was wrong', async () => {
    await expect(PostgresServer.start({ settings: { max_connections: -1 } })).rejects.toThrow(/-1 is outside/);
  });

  for (const mode of ['fast', 'immediate'] as const) {
    onOwnPostgres(test)(`has its data and its port after a restart: ${mode}`, async () => {
      const url = await server.createDatabase();
      await ask(url, 'CREATE TABLE movie AS SELECT 1000000001 AS id');
      await server.stop(mode);
      await expect(ask(url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
      await server.start();
      expect(await ask(url, 'SELECT id FROM movie')).toBe(1_000_000_001);
    });
  }

  onOwnPostgres(test)('leaves nothing behind', async () => {
    const folder = dirname(server.dataFolder);
    expect(existsSync(folder)).toBe(true);
    await server[Symbol.asyncDispose]();
    await expect(ask(server.url(), 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
    expect(existsSync(folder)).toBe(false);
  });

  onOwnPostgres(test)('ends with the process of the test, however that ends', async () => {
    await using owner = new RunningProcess(process.execPath, ['--input-type=module', '--eval', OWNER]);
    const [, url = '', folder = ''] = await owner.printed(/^(\S+) (.+)$/m);
    const client = new pg.Client(url);
    await client.connect();
    const lost = new Promise((resolve) => client.on('error', () => {}).once('end', resolve));
    await owner.kill();
    await lost;
    while (existsSync(folder)) await setTimeout(20);
  });
});
