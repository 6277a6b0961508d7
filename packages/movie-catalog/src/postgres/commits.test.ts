import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { createDatabase, FaultyLink, onPostgres } from 'test-kit';
import { MovieCatalog } from '../catalog.js';
import { OpenedStore } from '../testing/opened-store.js';
import { runSql } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { undoCommit } from '../testing/undo-commit.js';
import { waitsForLock } from '../testing/waits-for-lock.js';
import { openPostgres } from './postgres-store.js';

onPostgres(describe)('a commit of a database of PostgreSQL', () => {
  test('has the time of its write, not of when it began to wait for its turn, and the same on every server', async () => {
    const url = await createDatabase();
    await using link = await FaultyLink.toDatabase(url);
    await using slow = await OpenedStore.open(openPostgres(link.through(url)));
    await using quick = await OpenedStore.open(openPostgres(url));
    const first = slow.write(() => {
      // It has its turn now.
      link.stall();
      return { changes: [{ id: 'a', after: sampleMovie('a') }], result: undefined };
    });
    await waitsForLock(url);
    const second = quick.put(sampleMovie('b'));
    await waitsForLock(url, 1);
    const begun = await timeOf(url, 'clock_timestamp()');
    link.resume();
    await Promise.all([first, second]);
    await Promise.all([slow.refresh(), quick.refresh()]);
    const times = quick.commits.events.map(({ time }) => time);
    expect(times).toEqual([
      await timeOf(url, '(SELECT committed_at FROM movie_catalog.commit WHERE revision = 1)'),
      await timeOf(url, '(SELECT committed_at FROM movie_catalog.commit WHERE revision = 2)'),
    ]);
    expect(times[0]).toBeGreaterThanOrEqual(begun);
    expect(times[1]).toBeGreaterThanOrEqual(times[0] ?? Infinity);
    expect(slow.commits.events.map(({ time }) => time)).toEqual(times);
    const reopened = await MovieCatalog.open(openPostgres(url));
    expect(reopened.history.map(({ time }) => time)).toEqual(times);
    await reopened.close();
  });

  test('keeps its name when its answer was lost and the database began an epoch meanwhile', async () => {
    const url = await createDatabase();
    await using link = await FaultyLink.toDatabase(url);
    await using store = await OpenedStore.open(openPostgres(link.through(url)));
    await store.put(sampleMovie('a'));
    const cut = link.cutAt(/COMMIT\0/, 'answer');
    // The connections that it has stay; what became of the write it hears over a new one.
    link.refuse();
    const write = store.put(sampleMovie('b'));
    await cut;
    await runSql(url, "UPDATE movie_catalog.head SET epoch = 'another'");
    link.accept();
    expect(await write).toEqual({ epoch: store.snapshots[0]?.epoch, revision: 2 });
    expect(store.snapshots.at(-1)).toMatchObject({ epoch: 'another', revision: 2 });
    const time = await timeOf(url, '(SELECT committed_at FROM movie_catalog.commit WHERE revision = 2)');
    expect(store.snapshots.at(-1)?.history?.at(-1)).toMatchObject({ revision: 2, time });
  });

  test('is kept whole while it is the newest, however large, and can be undone on any server', async () => {
    const url = await createDatabase();
    const historySize = 100;
    const open = () => MovieCatalog.open(openPostgres(url, { historySize }), { historySize });
    const catalog = await open();
    const movies = Array.from({ length: 3_000 }, (_, index) => sampleMovie(`${index}`));
    await catalog.write(() => ({ changes: movies.map((after) => ({ id: after.id, after })), result: undefined }));
    const ids = movies.map(({ id }) => id);
    const { commit } = await catalog.write(() => ({
      changes: ids.map((id) => ({ id, after: undefined })),
      result: undefined,
    }));
    const reopened = await open();
    const kept = commit && reopened.commit(commit);
    expect(kept?.changes).toHaveLength(3_000);
    // Quicker than what compares to say what differs.
    expect(isDeepStrictEqual(kept, commit && catalog.commit(commit))).toBe(true);
    const undone = await undoCommit(reopened, commit);
    expect(undone.result.conflicts).toEqual([]);
    expect(isDeepStrictEqual(reopened.snapshot().movies, movies)).toBe(true);
    await reopened.close();
    // The server that made it knows the undoing as well.
    const redone = await undoCommit(catalog, undone.commit);
    expect([redone.result.changes.length, catalog.size]).toEqual([3_000, 0]);
    await catalog.close();
  });
});

/** A time of the database in milliseconds since 1970. */
async function timeOf(url: string, time: string): Promise<number> {
  const [row] = await runSql<{ at: Date }>(url, `SELECT ${time} AS at`);
  return row?.at.getTime() ?? Number.NaN;
}
