import { describe, expect, test } from '@jest/globals';
import { createDatabase, FaultyLink, onPostgres } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { readHead } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { waitsForLock } from '../testing/waits-for-lock.js';
import { openPostgres } from './postgres-store.js';

const A = sampleMovie('a');
const B = sampleMovie('b');

onPostgres(describe)('servers that share a database of PostgreSQL', () => {
  test('see each other’s commits at once', async () => {
    const url = await createDatabase();
    await using writer = await OpenedStore.open(openPostgres(url));
    await using follower = await OpenedStore.open(openPostgres(url));
    const delays: number[] = [];
    for (let revision = 1; revision <= 8; revision++) {
      await writer.put(sampleMovie(`${revision}`));
      const start = performance.now();
      await follower.commits.first((commit) => commit.revision === revision);
      delays.push(performance.now() - start);
    }
    // One that looks once a second has just looked when the next is written; a busy machine delays some, too.
    expect(delays.filter((delay) => delay < 500).length).toBeGreaterThan(2);
    expect(follower.commits.events).toEqual(writer.commits.events);
  });

  test('see each other’s commits without notifications, too', async () => {
    const url = await createDatabase();
    await using writer = await OpenedStore.open(openPostgres(url, { notify: false }));
    await using follower = await OpenedStore.open(openPostgres(url, { notify: false }));
    await writer.put(A);
    await follower.commits.first(({ revision }) => revision === 1);
    expect(follower.commits.events).toEqual(writer.commits.events);
  });

  test('see every commit once and in order, and end with the same movies, when all write', async () => {
    const url = await createDatabase();
    await using one = await OpenedStore.open(openPostgres(url));
    await using two = await OpenedStore.open(openPostgres(url));
    await using three = await OpenedStore.open(openPostgres(url, { notify: false }));
    const stores = [one, two, three];
    const writes = stores.map(async (store, index) => {
      for (let count = 0; count < 20; count++) {
        await Promise.all([
          store.put(sampleMovie(`${index}-${count}`)),
          store.put(sampleMovie('all', { rating: index })),
        ]);
      }
    });
    await Promise.all(writes);
    await Promise.all(stores.map((store) => store.refresh()));
    const { revision, digest } = await readHead(url);
    const revisions = Array.from({ length: revision }, (_, index) => index + 1);
    for (const store of stores) {
      expect(store.commits.events.map((commit) => commit.revision)).toEqual(revisions);
      expect(store.movies.size).toBe(61);
      expect(store.digest).toBe(digest);
    }
    await using reopened = await OpenedStore.open(openPostgres(url));
    expect([...one.movies.values()]).toEqual(reopened.loaded);
  });

  test('count exactly when they compare and set', async () => {
    const url = await createDatabase();
    await using one = await OpenedStore.open(openPostgres(url));
    await using two = await OpenedStore.open(openPostgres(url));
    await using three = await OpenedStore.open(openPostgres(url));
    await one.put(sampleMovie('counter', { title: '0' }));
    await Promise.all([one, two, three].flatMap((store) => [increment(store, 10), increment(store, 10)]));
    await three.refresh();
    expect(three.movies.get('counter')?.title).toBe('60');
  });

  test('may all find it empty at their first start', async () => {
    for (let round = 0; round < 4; round++) {
      const url = await createDatabase();
      const opened = [openPostgres(url), openPostgres(url), openPostgres(url)].map((store) => OpenedStore.open(store));
      const stores = await Promise.all(opened);
      expect(new Set(stores.map(({ snapshots }) => snapshots[0]?.epoch)).size).toBe(1);
      await Promise.all(stores.map((store) => store.close()));
    }
  });

  test('never see a later commit before an earlier one that is still being written', async () => {
    const url = await createDatabase();
    await using link = await FaultyLink.toDatabase(url);
    await using slow = await OpenedStore.open(openPostgres(link.through(url)));
    await using quick = await OpenedStore.open(openPostgres(url));
    await using reader = await OpenedStore.open(openPostgres(url));
    const first = slow.write(() => {
      // It has its turn now.
      link.stall();
      return { changes: [{ id: 'a', after: A }], result: undefined };
    });
    await waitsForLock(url);
    const second = quick.put(B);
    await waitsForLock(url, 1);
    await reader.refresh();
    expect(reader.commits.events).toEqual([]);
    link.resume();
    await Promise.all([first, second]);
    await reader.refresh();
    const ids = reader.commits.events.map(({ revision, changes }) => [revision, changes[0]?.id]);
    expect(ids).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
  });
});

/** Adds one to a movie's title as often as asked, as a caller that retries when another was first. */
async function increment(store: OpenedStore, times: number): Promise<void> {
  for (let done = 0; done < times; ) {
    await store.refresh();
    const seen = store.movies.get('counter');
    const { result: isDone } = await store.write(({ get }) => {
      if (seen === undefined || get('counter') !== seen) return { changes: [], result: false };
      return { changes: [{ id: 'counter', after: { ...seen, title: `${Number(seen.title) + 1}` } }], result: true };
    });
    if (isDone) done++;
  }
}
