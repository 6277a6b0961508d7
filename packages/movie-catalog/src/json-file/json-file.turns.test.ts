import { chmodSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { EventLog } from 'test-kit';
import { JsonDatabase, textOf } from '../testing/json-database.js';
import type { OpenedStore } from '../testing/opened-store.js';
import { sampleMovie } from '../testing/sample-movie.js';

const A = sampleMovie('a', { title: '0' });
const B = sampleMovie('b');
const C = sampleMovie('c');

/** Adds one to the number in the title of A; gives the number that it saw. */
async function increment(store: OpenedStore): Promise<number> {
  const { result } = await store.write(({ get }) => {
    const seen = Number(get('a')?.title);
    return { changes: [{ id: 'a', after: { ...A, title: `${seen + 1}` } }], result: seen };
  });
  return result;
}

/** Creates B, which must not be there. */
async function createB(store: OpenedStore): Promise<void> {
  await store.write(({ get }) => {
    if (get('b')) throw new Error('It exists.');
    return { changes: [{ id: 'b', after: B }], result: undefined };
  });
}

/** How often a new file takes the place of the database while something is done. */
async function countReplacements(database: JsonDatabase, act: () => Promise<unknown>): Promise<number> {
  const names = new EventLog<string | null>();
  const watcher = watch(database.folder, (event, name) => event === 'rename' && names.add(name));
  try {
    await act();
    // Events come in order, so all others are there once this one is.
    writeFileSync(join(database.folder, 'done'), '');
    await names.first((name) => name === 'done');
  } finally {
    watcher.close();
  }
  return names.events.filter((name) => name === 'movies.json').length;
}

describe('a turn', () => {
  test('writes the file at most a few times for 200 concurrent updates of one movie, which all succeed', async () => {
    using database = new JsonDatabase([A]);
    await using store = await database.open();
    let seen: number[] = [];
    const replacements = await countReplacements(database, async () => {
      seen = await Promise.all(Array.from({ length: 200 }, () => increment(store)));
    });
    expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => index));
    expect(store.commits.events).toHaveLength(200);
    expect(replacements).toBeGreaterThan(0);
    expect(replacements).toBeLessThanOrEqual(3);
    expect(await readBack(store, database)).toEqual([{ ...A, title: '200' }]);
  });

  test('does not write the file if nothing changes, and may have no permission to', async () => {
    using database = new JsonDatabase([A]);
    chmodSync(database.path, 0o444);
    await using store = await database.open();
    const replacements = await countReplacements(database, async () => {
      expect((await store.write(({ get }) => ({ changes: [], result: get('a') }))).result).toEqual(A);
      await store.put(A);
    });
    expect(replacements).toBe(0);
  });
});

describe('a write to the disk that fails', () => {
  test('rejects the writes that change something, and decides the others again on what is true', async () => {
    using database = new JsonDatabase([A]);
    await using store = await database.open();
    chmodSync(database.path, 0o444);
    const decisions: (string | undefined)[] = [];
    const outcomes = await Promise.allSettled([
      increment(store),
      store.write(({ get }) => {
        decisions.push(get('a')?.title);
        return { changes: [], result: get('a') };
      }),
      store.put(C),
    ]);
    // Once with the writes before it, and again after each of the two failures.
    expect(decisions).toEqual(['1', '0', '0']);
    const refused = { status: 'rejected', reason: expect.objectContaining({ reason: 'READ_ONLY' }) };
    expect(outcomes).toEqual([refused, { status: 'fulfilled', value: { result: A, commit: undefined } }, refused]);
    expect([...store.movies.values()]).toEqual([A]);
    expect(store.commits.events).toEqual([]);
    chmodSync(database.path, 0o644);
    expect(await increment(store)).toBe(0);
    expect(await readBack(store, database)).toEqual([{ ...A, title: '1' }]);
  });

  test('lets a write go on that was refused because of what was not written', async () => {
    using database = new JsonDatabase([A]);
    await using store = await database.open();
    chmodSync(database.path, 0o444);
    let decisions = 0;
    const [first, second] = await Promise.allSettled([
      createB(store),
      store.write(({ get }) => {
        decisions++;
        if (get('b')) throw new Error('It exists.');
        // The creation that it saw first has failed by now; this one may be written.
        if (decisions === 2) chmodSync(database.path, 0o644);
        return { changes: [{ id: 'b', after: { ...B, title: 'Second' } }], result: 'created' };
      }),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: { reason: 'READ_ONLY' } });
    expect(second).toEqual({
      status: 'fulfilled',
      value: { result: 'created', commit: { epoch: expect.any(String), revision: 1 } },
    });
    expect(await readBack(store, database)).toEqual([A, { ...B, title: 'Second' }]);
  });
});

describe('an edit by hand during a write', () => {
  test('is kept, and the write is decided on it', async () => {
    using database = new JsonDatabase([A]);
    await using store = await database.open();
    const seen: (string | undefined)[] = [];
    await store.write(({ get }) => {
      seen.push(get('a')?.title);
      // The store has looked for edits before this, and not yet written.
      if (seen.length === 1) database.replace(textOf([{ ...A, title: '41', note: 'Mine' }, C]));
      return { changes: [{ id: 'a', after: { ...A, title: `${Number(get('a')?.title) + 1}` } }], result: undefined };
    });
    expect(seen).toEqual(['0', '41']);
    expect(database.text).toBe(textOf([{ ...A, title: '42', note: 'Mine' }, C]));
    expect(store.commits.events.map(({ changes }) => changes.map(({ id }) => id))).toEqual([['a', 'c'], ['a']]);
  });

  test('that breaks the file is kept, and the write is refused', async () => {
    using database = new JsonDatabase([A]);
    await using store = await database.open();
    const write = store.write(() => {
      database.text = 'broken';
      return { changes: [{ id: 'b', after: B }], result: undefined };
    });
    await expect(write).rejects.toMatchObject({ reason: 'BROKEN_EDIT' });
    expect(database.text).toBe('broken');
    expect([...store.movies.values()]).toEqual([A]);
  });
});

async function readBack(store: OpenedStore, database: JsonDatabase): Promise<readonly object[]> {
  await store.close();
  return database.moviesAfterReopening();
}
