import { describe, expect, test } from '@jest/globals';
import { createDatabase, onPostgres, RecordedLog } from 'test-kit';
import { MovieCatalog } from '../catalog.js';
import { CatalogReloadedError } from '../history-errors.js';
import { OpenedStore } from '../testing/opened-store.js';
import { readHead, runSql } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openPostgres } from './postgres-store.js';

const A = sampleMovie('a');
const B = sampleMovie('b');
const C = sampleMovie('c');

onPostgres(describe)('a database of PostgreSQL that changes other than by commits', () => {
  test('is loaded again in a new epoch by all servers when it went back to a backup', async () => {
    const url = await databaseWith(A);
    const backUp = await backup(url);
    const log = new RecordedLog();
    // Either may be the first to find it.
    await using one = await OpenedStore.open(openPostgres(url, { log: log.logger }));
    await using two = await OpenedStore.open(openPostgres(url, { log: log.logger }));
    await one.put(B);
    await two.refresh();
    await backUp.restore();
    await log.line('went back to an earlier state');
    await expectEqual(url, one, two);
    expect([...one.movies.values()]).toEqual([A]);
    expect((await readHead(url)).epoch).not.toBe(one.snapshots[0]?.epoch);
    await one.put(C);
    await expectEqual(url, one, two);
  });

  test.each([1, 2])('is loaded again when it went back and then forward by other commits: %i', async (count) => {
    const url = await databaseWith(A);
    const backUp = await backup(url);
    await using store = await OpenedStore.open(openPostgres(url));
    await store.put(B);
    await backUp.restore(async (name) => {
      await using other = await OpenedStore.open(openPostgres(new URL(name, url).href));
      await other.put(C);
      if (count > 1) await other.remove('a');
    });
    await expectEqual(url, store);
    expect([...store.movies.keys()]).toEqual(count > 1 ? ['c'] : ['a', 'c']);
    expect(store.snapshots).toHaveLength(2);
  });

  test('ends watchers when it went back', async () => {
    const url = await databaseWith(A);
    const backUp = await backup(url);
    const catalog = await MovieCatalog.open(openPostgres(url));
    await catalog.write(() => ({ changes: [{ id: 'b', after: B }], result: undefined }));
    const { position } = catalog;
    const next = catalog.changes(position).next();
    const ended = expect(next).rejects.toBeInstanceOf(CatalogReloadedError);
    await backUp.restore();
    await ended;
    expect([...catalog.walk()]).toEqual([A]);
    expect(() => catalog.changes(position)).toThrow(expect.objectContaining({ name: 'PositionLostError' }));
    await catalog.close();
  });

  test('is loaded again by all servers once one has found an edit by hand', async () => {
    const url = await databaseWith(A, B);
    await using running = await OpenedStore.open(openPostgres(url));
    await runSql(url, `UPDATE movie_catalog.movie SET title = 'By hand' WHERE id = 'a'`);
    const log = new RecordedLog();
    await using started = await OpenedStore.open(openPostgres(url, { log: log.logger }));
    await log.line('changed by hand');
    await expectEqual(url, running, started);
    expect(running.movies.get('a')?.title).toBe('By hand');
    expect((await readHead(url)).epoch).not.toBe(running.snapshots[0]?.epoch);
    await running.put(C);
    await expectEqual(url, running, started);
  });
});

async function databaseWith(...movies: (typeof A)[]): Promise<string> {
  const url = await createDatabase();
  await using store = await OpenedStore.open(openPostgres(url));
  await store.put(...movies);
  return url;
}

/** All stores reach the same movies, which are those of the database. */
async function expectEqual(url: string, ...stores: OpenedStore[]): Promise<void> {
  // Until they are connected again.
  for (const store of stores) await until(() => store.refresh());
  const { digest } = await readHead(url);
  await using reopened = await OpenedStore.open(openPostgres(url));
  expect(reopened.digest).toBe(digest);
  expect(stores.map((store) => store.digest)).toEqual(stores.map(() => digest));
}

async function until(attempt: () => Promise<void>): Promise<void> {
  for (let left = 30; ; left--) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Keeps a database as it is, while nobody has it open; `restore` puts that in its place under whoever uses it. */
async function backup(url: string) {
  const name = new URL(url).pathname.slice(1);
  const kept = `${name}_backup`;
  // Not from inside of either of the two.
  const elsewhere = await createDatabase();
  await runSql(elsewhere, `CREATE DATABASE ${kept} TEMPLATE ${name}`);
  return {
    restore: async (advance: (kept: string) => Promise<void> = async () => {}) => {
      await advance(kept);
      await runSql(elsewhere, `DROP DATABASE ${name} WITH (FORCE)`);
      await runSql(elsewhere, `ALTER DATABASE ${kept} RENAME TO ${name}`);
    },
  };
}
