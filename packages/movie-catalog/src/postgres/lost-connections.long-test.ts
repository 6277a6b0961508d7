import { describe, expect, test } from '@jest/globals';
import { createDatabase, FaultyLink, onPostgres } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { readHead, runSql } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openPostgres } from './postgres-store.js';

/** What the driver sends to make a turn durable, and not the level of isolation. */
const COMMIT = /COMMIT\0/;

onPostgres(describe)('a store on PostgreSQL whose connection is lost', () => {
  test.each([
    ['answer', 'knows a write as durable whose answer was lost', 1],
    ['request', 'decides a write again whose commit never arrived', 2],
  ] as const)('at the %s of a commit: %s', async (what, _name, decisions) => {
    const url = await createDatabase();
    await using link = await FaultyLink.toDatabase(url);
    await using store = await OpenedStore.open(openPostgres(link.through(url)));
    await store.put(sampleMovie('a'));
    const cut = link.cutAt(COMMIT, what);
    let decided = 0;
    const write = store.write(() => {
      decided++;
      return { changes: [{ id: 'b', after: sampleMovie('b') }], result: 'done' };
    });
    await cut;
    const commit = { epoch: store.snapshots[0]?.epoch, revision: 2 };
    expect(await write).toEqual({ result: 'done', commit });
    expect(decided).toBe(decisions);
    expect(store.commits.events.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(await readHead(url)).toMatchObject({ revision: 2, digest: store.digest });
    await store.put(sampleMovie('c'));
    expect(await readHead(url)).toMatchObject({ revision: 3, digest: store.digest });
  });

  test('has every acknowledged write once, and no other, when its connections are ended again and again', async () => {
    const url = await createDatabase();
    await using one = await OpenedStore.open(openPostgres(url));
    await using two = await OpenedStore.open(openPostgres(url));
    await one.put(sampleMovie('counter', { title: '0' }));
    let isDone = false;
    const ids: string[] = [];
    const writers = [one, two].map(async (store, index) => {
      for (let count = 0; !isDone; count++) {
        const done = await Promise.allSettled([0, 1, 2].map((part) => addAndCount(store, `${index}-${count}-${part}`)));
        for (const outcome of done) {
          if (outcome.status === 'fulfilled') ids.push(outcome.value);
          else expect(outcome.reason).toMatchObject({ reason: 'UNREACHABLE' });
        }
      }
    });
    for (let round = 1; round <= 10; round++) {
      await two.commits.first(({ revision }) => revision > round * 5);
      await endConnections(url);
    }
    isDone = true;
    await Promise.all(writers);
    await using reopened = await OpenedStore.open(openPostgres(url));
    expect([...reopened.movies.keys()].sort()).toEqual([...ids, 'counter'].sort());
    expect(reopened.movies.get('counter')?.title).toBe(`${ids.length}`);
    const { revision, digest } = await readHead(url);
    expect(revision).toBe(ids.length + 1);
    await Promise.all([one.refresh(), two.refresh()]);
    expect([one.digest, two.digest, reopened.digest]).toEqual([digest, digest, digest]);
    for (const { commits } of [one, two]) {
      expect(commits.events.map((commit) => commit.revision)).toEqual(
        ids.map((_, index) => index + 1).concat(revision),
      );
    }
  });
});

/** Creates a movie and counts it, in one write. */
async function addAndCount(store: OpenedStore, id: string): Promise<string> {
  const { result } = await store.write(({ get }) => {
    const title = `${Number(get('counter')?.title) + 1}`;
    return {
      changes: [
        { id, after: sampleMovie(id) },
        { id: 'counter', after: sampleMovie('counter', { title }) },
      ],
      result: id,
    };
  });
  return result;
}

async function endConnections(url: string): Promise<void> {
  await runSql(
    url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
}
