import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createDatabase, onPostgres } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { runSql } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openPostgres } from './postgres-store.js';

const A = sampleMovie('a');
const B = sampleMovie('b');

onPostgres(describe)('a store on PostgreSQL that may not do all', () => {
  let url: string;

  async function databaseWithA(): Promise<string> {
    url = await createDatabase();
    await using store = await OpenedStore.open(openPostgres(url));
    await store.put(A);
    return url;
  }

  test('needs no more than the right to read when it is read-only', async () => {
    await databaseWithA();
    await using writer = await OpenedStore.open(openPostgres(url));
    await using reader = await OpenedStore.open(openPostgres(await asReader(url), { readOnly: true }));
    await writer.put(B);
    await reader.refresh();
    expect([...reader.movies.values()]).toEqual([A, B]);
    await expect(reader.put(B)).rejects.toMatchObject({ reason: 'READ_ONLY' });
  });

  test('says what it has no right to when it writes', async () => {
    await databaseWithA();
    await using store = await OpenedStore.open(openPostgres(await asReader(url)));
    await expect(store.put(B)).rejects.toMatchObject({
      reason: 'READ_ONLY',
      message: expect.stringContaining('permission denied for table head'),
    });
    expect([...store.movies.values()]).toEqual([A]);
  });

  test('serves a database that takes no writes, as a standby does', async () => {
    await databaseWithA();
    const standby = new URL(url);
    standby.searchParams.set('options', '-c default_transaction_read_only=on');
    await using store = await OpenedStore.open(openPostgres(standby.href));
    expect(store.loaded).toEqual([A]);
    await expect(store.put(B)).rejects.toMatchObject({ reason: 'READ_ONLY' });
  });

  test('is not opened to be read only where there is nothing yet', async () => {
    const opening = OpenedStore.open(openPostgres(await createDatabase(), { readOnly: true }));
    await expect(opening).rejects.toMatchObject({
      reason: 'UNREADABLE',
      message: expect.stringContaining('no catalog yet'),
    });
  });
});

/** The URL of a user who may only read the catalog. */
async function asReader(url: string): Promise<string> {
  const user = `reader_${randomBytes(4).toString('hex')}`;
  await runSql(
    url,
    `CREATE ROLE ${user} LOGIN PASSWORD 'reads';
    GRANT USAGE ON SCHEMA movie_catalog TO ${user};
    GRANT SELECT ON ALL TABLES IN SCHEMA movie_catalog TO ${user}`,
  );
  const asUser = new URL(url);
  asUser.username = user;
  asUser.password = 'reads';
  return asUser.href;
}
