import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { onOwnPostgres, PostgresServer, RecordedLog } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { runSql } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openPostgres } from './postgres-store.js';

const A = sampleMovie('a');
const B = sampleMovie('b');

onOwnPostgres(describe)('a store whose PostgreSQL is down', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('keeps its movies, refuses writes at once, and goes on when it is there again', async () => {
    const url = await server.createDatabase();
    const log = new RecordedLog();
    await using store = await OpenedStore.open(openPostgres(url, { log: log.logger }));
    await store.put(A);
    await server.stop('immediate');
    await log.line("can't be reached");
    expect(store.isConnected).toBe(false);
    const start = performance.now();
    await expect(store.put(B)).rejects.toMatchObject({ reason: 'UNREACHABLE' });
    expect(performance.now() - start).toBeLessThan(2_000);
    await expect(store.refresh()).rejects.toMatchObject({ reason: 'UNREACHABLE' });
    expect([...store.movies.values()]).toEqual([A]);
    await server.start();
    await log.line('there again');
    expect(store.isConnected).toBe(true);
    await store.put(B);
    expect(store.commits.events.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(store.snapshots).toHaveLength(1);
  }, 15_000);

  test('waits for it when it opens, but no longer than its patience, nor once it is closed', async () => {
    const url = await server.createDatabase();
    await server.stop();
    const log = new RecordedLog();
    const waiting = OpenedStore.open(openPostgres(url, { log: log.logger }));
    await log.line('Trying again');
    await expect(OpenedStore.open(openPostgres(url, { patienceMs: 1 }))).rejects.toMatchObject({
      reason: 'UNREACHABLE',
      message: expect.stringContaining(`127.0.0.1:${server.port}`),
    });
    const closed = openPostgres(url);
    const opening = OpenedStore.open(closed);
    await closed.close();
    await expect(opening).rejects.toMatchObject({ name: 'StoreError' });
    await server.start();
    await using store = await waiting;
    await store.put(A);
    expect(log.text).not.toContain(new URL(url).password);
  }, 15_000);

  test('can not be reached, and nothing is changed, while its password is not valid', async () => {
    const url = await server.createDatabase();
    await runSql(url, `CREATE ROLE ann LOGIN SUPERUSER PASSWORD 'first'`);
    const asAnn = Object.assign(new URL(url), { username: 'ann', password: 'first' });
    const log = new RecordedLog();
    await using store = await OpenedStore.open(openPostgres(asAnn.href, { log: log.logger }));
    await runSql(url, `ALTER ROLE ann PASSWORD 'second'`);
    await server.terminateBackends(url);
    await log.line('28P01');
    await expect(store.put(A)).rejects.toMatchObject({ reason: 'UNREACHABLE' });
    await runSql(url, `ALTER ROLE ann PASSWORD 'first'`);
    await log.line('there again');
    await store.put(B);
    expect([...store.movies.values()]).toEqual([B]);
  });

  test('is waited for also where it makes its socket later', async () => {
    const url = `postgres://ann@/movies?host=${encodeURIComponent(server.dataFolder)}`;
    await expect(OpenedStore.open(openPostgres(url, { patienceMs: 1 }))).rejects.toMatchObject({
      reason: 'UNREACHABLE',
      message: expect.stringContaining('ENOENT'),
    });
  });

  test('says at once that a password is missing', async () => {
    const url = new URL(server.url());
    url.password = '';
    await expect(OpenedStore.open(openPostgres(url.href))).rejects.toMatchObject({
      reason: 'UNREADABLE',
      message: expect.stringContaining('it wants a password'),
    });
  });

  test.each([
    [
      'a wrong password',
      (url: URL) => {
        url.password = 'a-wrong-secret';
      },
      '28P01',
    ],
    [
      'a database that is not there',
      (url: URL) => {
        url.pathname = '/not_there';
      },
      '3D000',
    ],
  ] as const)('refuses %s at once, and tells no password', async (_name, edit, code) => {
    const url = new URL(server.url());
    edit(url);
    const log = new RecordedLog();
    const failure = await OpenedStore.open(openPostgres(url.href, { log: log.logger })).catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ reason: 'UNREADABLE', message: expect.stringContaining(code) });
    expect(String(failure) + log.text).not.toContain(url.password);
  });
});
