import { expect, test } from '@jest/globals';
import { sampleMovie } from './sample-movie.js';
import { type DatabaseMaker, moviesAfterReopening, openStore } from './test-database.js';

const A = sampleMovie('a', { rating: 7.4, director: 'Peter Sohn', releaseYear: 0, genres: ['Drama', 'Comedy'] });
const B = sampleMovie('b', { title: 'Ünïcode “quotes” \\ and 🎬', releaseYear: 2015 });
const C = sampleMovie('c', { rating: 0 });

/** What is handed on of writes. A part of `describeStoreContract`. */
export function describeCommits(makeDatabase: DatabaseMaker): void {
  test('hands on a commit before the write resolves, once, with the next revision', async () => {
    await using database = await makeDatabase([A]);
    await using store = await openStore(database);
    const better = { ...A, rating: 1 };
    await store.put(B);
    expect(store.commits.events).toHaveLength(1);
    await store.put(better, C);
    expect(store.commits.events).toHaveLength(2);
    await store.remove('b');
    const time = expect.any(Number);
    expect(store.commits.events).toEqual([
      { revision: store.revision + 1, time, changes: [{ id: 'b', before: undefined, after: B }] },
      {
        revision: store.revision + 2,
        time,
        changes: [
          { id: 'a', before: A, after: better },
          { id: 'c', before: undefined, after: C },
        ],
      },
      { revision: store.revision + 3, time, changes: [{ id: 'b', before: B, after: undefined }] },
    ]);
  });

  test('gives as `before` the very object that the replica held', async () => {
    await using database = await makeDatabase([A]);
    await using store = await openStore(database);
    const [first, second] = [
      { ...A, rating: 1 },
      { ...A, rating: 2 },
    ];
    const held = store.movies.get('a');
    await Promise.all([store.put(first), store.put(second)]);
    await store.remove('a');
    const before = store.commits.events.map(({ changes }) => changes[0]?.before);
    expect(before[0]).toBe(held);
    expect(before[1]).toBe(first);
    expect(before[2]).toBe(second);
  });

  test('makes no commit of a write that changes nothing', async () => {
    await using database = await makeDatabase([A]);
    await using store = await openStore(database);
    const looked = await store.write(({ get }) => ({ changes: [], result: get('a') }));
    expect(looked).toEqual({ result: A, commit: undefined });
    expect(await store.put({ ...A, genres: [...A.genres] })).toBeUndefined();
    expect(await store.remove('missing')).toBeUndefined();
    expect(store.commits.events).toEqual([]);
  });

  test('gives a write the name of its own commit, whatever else is written at the same time', async () => {
    await using database = await makeDatabase([A]);
    await using store = await openStore(database);
    const refused = store.write(() => {
      throw new RangeError('No.');
    });
    const writes = [store.put(A), store.put(B), store.remove('missing'), store.put(C), store.put(B), store.remove('a')];
    await expect(refused).rejects.toThrow(RangeError);
    const commits = await Promise.all(writes);
    const epoch = store.snapshots[0]?.epoch;
    const [b, c, a] = [1, 2, 3].map((count) => ({ epoch, revision: store.revision + count }));
    expect(commits).toEqual([undefined, b, undefined, c, undefined, a]);
    const changed = store.commits.events.map(({ revision, changes }) => [revision, changes[0]?.id]);
    expect(changed).toEqual([
      [b?.revision, 'b'],
      [c?.revision, 'c'],
      [a?.revision, 'a'],
    ]);
  });

  test('gives each commit the time of its write, in milliseconds', async () => {
    await using database = await makeDatabase([A]);
    await using store = await openStore(database);
    await store.put(B);
    await Promise.all([store.put(C), store.remove('b')]);
    const times = store.commits.events.map(({ time }) => time);
    expect(times).toHaveLength(3);
    expect(times.every(Number.isInteger)).toBe(true);
    expect(times).toEqual(times.toSorted((first, second) => first - second));
    // The clock of a database may be a little off.
    for (const time of times) expect(Math.abs(time - Date.now())).toBeLessThan(600_000);
  });

  test('may change a movie more than once in a write', async () => {
    await using database = await makeDatabase([A, B]);
    await using store = await openStore(database);
    const better = { ...A, rating: 9 };
    await store.change({ id: 'a', after: undefined }, { id: 'a', after: A }, { id: 'a', after: better });
    expect(store.commits.events).toHaveLength(1);
    expect([...store.movies.values()]).toEqual([B, better]);
    expect(await moviesAfterReopening(store, database)).toEqual([B, better]);
  });
}

/** What writes see that wait at the same time. A part of `describeStoreContract`. */
export function describeTurns(makeDatabase: DatabaseMaker): void {
  test('lets each of many writes at the same time see the ones before it', async () => {
    await using database = await makeDatabase([A]);
    await using store = await openStore(database);
    const writes = Array.from({ length: 50 }, (_, index) =>
      store.write(({ get }) => {
        const after = { ...A, title: `${get('a')?.title}.` };
        return {
          changes: [
            { id: 'a', after },
            { id: `${index}`, after: sampleMovie(`${index}`) },
          ],
          result: after.title,
        };
      }),
    );
    const epoch = store.snapshots[0]?.epoch;
    const written = writes.map((_, index) => ({
      result: A.title + '.'.repeat(index + 1),
      commit: { epoch, revision: store.revision + index + 1 },
    }));
    expect(await Promise.all(writes)).toEqual(written);
    const revisions = store.commits.events.map(({ revision }) => revision - store.revision);
    expect(revisions).toEqual(writes.map((_, index) => index + 1));
    expect(await moviesAfterReopening(store, database)).toEqual([...store.movies.values()]);
  });

  test('shows a write all movies, those of the writes before it too, in their order', async () => {
    await using database = await makeDatabase([B, A]);
    await using store = await openStore(database);
    const walk = () => store.write(({ values }) => ({ changes: [], result: [...values()] }));
    const better = { ...A, rating: 9 };
    const walks = [
      walk(),
      store.put(C, better),
      walk(),
      store.change({ id: 'b', after: undefined }, { id: 'b', after: B }),
      walk(),
    ];
    const [first, , second, , third] = await Promise.all(walks);
    expect(first).toMatchObject({ result: [B, A] });
    expect(second).toMatchObject({ result: [B, better, C] });
    expect(third).toMatchObject({ result: [better, C, B] });
    expect(await walk()).toMatchObject({ result: [...store.movies.values()] });
  });

  test('counts exactly when 8 writers compare and set', async () => {
    await using database = await makeDatabase([sampleMovie('counter', { title: '0' })]);
    await using store = await openStore(database);
    const increments = Array.from({ length: 8 }, async () => {
      for (let done = 0; done < 10; ) {
        const seen = store.movies.get('counter');
        const { result: isDone } = await store.write(({ get }) => {
          if (seen === undefined || get('counter') !== seen) return { changes: [], result: false };
          const after = { ...seen, title: `${Number(seen.title) + 1}` };
          return { changes: [{ id: 'counter', after }], result: true };
        });
        if (isDone) done++;
      }
    });
    await Promise.all(increments);
    expect(await moviesAfterReopening(store, database)).toEqual([sampleMovie('counter', { title: '80' })]);
  });

  test('gives what a decision throws to its caller, and to nobody else', async () => {
    await using database = await makeDatabase([A]);
    await using store = await openStore(database);
    const refusal = new RangeError('No.');
    const refused = store.write(() => {
      throw refusal;
    });
    const outcomes = await Promise.allSettled([store.put(B), refused, store.put(C)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(refused).rejects.toBe(refusal);
    expect(await moviesAfterReopening(store, database)).toEqual([A, B, C]);
  });
}
