import { describe, expect, test } from '@jest/globals';
import { createDatabase, onPostgres } from 'test-kit';
import { MovieCatalog } from '../catalog.js';
import type { Position } from '../change-history.js';
import { OpenedStore } from '../testing/opened-store.js';
import { runSql } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openPostgres } from './postgres-store.js';

onPostgres(describe)('the history of a database of PostgreSQL', () => {
  test('leads from a position before a restart to what came since, on every server', async () => {
    const url = await createDatabase();
    const before = await MovieCatalog.open(openPostgres(url));
    await put(before, 'a');
    const { position } = before;
    await put(before, 'b', 'c');
    await before.write(() => ({ changes: [{ id: 'a', after: undefined }], result: undefined }));
    const expected = await changesAfter(before, position, 2);
    const running = await MovieCatalog.open(openPostgres(url));
    await before.close();
    const restarted = await MovieCatalog.open(openPostgres(url));
    for (const catalog of [restarted, running]) {
      expect(catalog.position).toEqual(expected.at(-1)?.position);
      expect(await changesAfter(catalog, position, 2)).toEqual(expected);
      await catalog.close();
    }
  });

  test('is bounded by its size, and a position that it no longer has is lost', async () => {
    const url = await createDatabase();
    const historySize = 20;
    await using store = await OpenedStore.open(openPostgres(url, { historySize }));
    const early = await MovieCatalog.open(openPostgres(url, { historySize }), { historySize });
    const lost = early.position;
    await early.close();
    for (let count = 0; count < 300; count++) await store.put(sampleMovie(`${count % 5}`, { releaseYear: count }));
    const [kept] = await runSql<{ commits: number; changes: number }>(
      url,
      `SELECT (SELECT count(*)::int FROM movie_catalog.commit) AS commits,
        (SELECT count(*)::int FROM movie_catalog.change) AS changes`,
    );
    // Old ones are deleted every 64 commits.
    expect(kept?.changes).toBeLessThanOrEqual(historySize + 64);
    expect(kept?.commits).toBeLessThanOrEqual(historySize + 65);
    expect(kept?.changes).toBeGreaterThanOrEqual(historySize);
    const catalog = await MovieCatalog.open(openPostgres(url, { historySize }), { historySize });
    const { commits } = store;
    expect(catalog.history).toEqual(commits.events.slice(-catalog.history.length));
    expect(catalog.history.length).toBeGreaterThanOrEqual(historySize);
    expect(() => catalog.changes(lost)).toThrow(expect.objectContaining({ name: 'PositionLostError' }));
    await catalog.close();
  });

  test('has no place for more large commits than the history of a server', async () => {
    const url = await createDatabase();
    const historySize = 100;
    const catalog = await MovieCatalog.open(openPostgres(url, { historySize }), { historySize });
    const ids = Array.from({ length: 200 }, (_, index) => `${index}`);
    for (let count = 0; count < 10; count++) {
      await catalog.write(() => ({
        changes: ids.map((id) => ({ id, after: sampleMovie(id, { releaseYear: 2_000 + count }) })),
        result: undefined,
      }));
    }
    await catalog.close();
    const [kept] = await runSql<{ commits: number }>(
      url,
      'SELECT count(DISTINCT revision)::int AS commits FROM movie_catalog.change',
    );
    // Each weighs a quarter of the history.
    expect(kept?.commits).toBe(4);
  });

  test('is loaded whole by a server that was behind by more than is kept', async () => {
    const url = await createDatabase();
    await using behind = await OpenedStore.open(openPostgres(url, { notify: false }));
    await using store = await OpenedStore.open(openPostgres(url, { historySize: 1 }));
    // They share a turn, so that nobody sees them one by one.
    await Promise.all(Array.from({ length: 200 }, (_, index) => store.put(sampleMovie(`${index}`))));
    await behind.refresh();
    expect(behind.digest).toBe(store.digest);
    expect(behind.snapshots).toHaveLength(2);
  });
});

async function put(catalog: MovieCatalog, ...ids: string[]): Promise<void> {
  await catalog.write(() => ({ changes: ids.map((id) => ({ id, after: sampleMovie(id) })), result: undefined }));
}

async function changesAfter(catalog: MovieCatalog, position: Position, count: number) {
  const changes = catalog.changes(position);
  const taken = [];
  while (taken.length < count) taken.push((await changes.next()).value);
  await changes.return();
  return taken;
}
