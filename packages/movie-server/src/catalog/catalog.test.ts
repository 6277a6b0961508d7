import { describe, expect, test } from '@jest/globals';
import { MemoryStore } from '../stores/memory-store.js';
import { ConflictError, type MovieChange, type Store } from '../stores/store.js';
import { MovieCatalog } from './catalog.js';
import { type Position, PositionLostError } from './change-history.js';
import type { Movie } from './movie.js';
import { sampleMovie } from './sample-movies.js';

const A = sampleMovie('a');
const B = sampleMovie('b');

function put(catalog: MovieCatalog, ...movies: Movie[]): Promise<void> {
  return catalog.write((get) => ({
    changes: movies.map((after) => ({ id: after.id, before: get(after.id), after })),
    result: undefined,
  }));
}

function remove(catalog: MovieCatalog, id: string): Promise<void> {
  return catalog.write((get) => ({ changes: [{ id, before: get(id), after: undefined }], result: undefined }));
}

/** What a watcher at this position is handed next. */
async function nextChanges(catalog: MovieCatalog, after: Position): Promise<readonly MovieChange[] | undefined> {
  const { value } = await catalog.changes(after).next();
  return value?.changes;
}

describe('open', () => {
  test('a commit that comes before the catalog has taken over the movies is not lost', async () => {
    const memory = new MemoryStore([A]);
    const store: Store = {
      load: async (onCommit) => {
        const loaded = await memory.load(onCommit);
        await memory.commit([{ id: 'b', before: undefined, after: B }]);
        return loaded;
      },
      commit: (changes) => memory.commit(changes),
      close: () => memory.close(),
    };
    const catalog = await MovieCatalog.open(store);
    expect(catalog.snapshot()).toEqual({ position: { ...catalog.position, revision: 1 }, movies: [A, B] });
  });
});

describe('snapshot', () => {
  test('an updated movie keeps its place and a new one goes to the end', async () => {
    const catalog = await MovieCatalog.open(new MemoryStore([A, B]));
    const better = { ...A, rating: 9 };
    await put(catalog, sampleMovie('c'), better);
    expect(catalog.snapshot().movies).toEqual([better, B, sampleMovie('c')]);
    expect(catalog.size).toBe(3);
    expect(catalog.get('a')).toBe(better);
  });

  test('it is shared until the next commit, and never changes', async () => {
    const catalog = await MovieCatalog.open(new MemoryStore([A]));
    const first = catalog.snapshot();
    expect(catalog.snapshot()).toBe(first);
    await put(catalog, B);
    expect(first.movies).toEqual([A]);
    expect(catalog.snapshot().movies).toEqual([A, B]);
  });

  test('watching from its position gives what comes after it', async () => {
    const catalog = await MovieCatalog.open(new MemoryStore([A]));
    const { position } = catalog.snapshot();
    await put(catalog, B);
    expect(await nextChanges(catalog, position)).toEqual([{ id: 'b', before: undefined, after: B }]);
  });
});

describe('write', () => {
  test('it gives the result once the change is in the catalog', async () => {
    const catalog = await MovieCatalog.open(new MemoryStore());
    const result = await catalog.write(() => ({ changes: [{ id: 'a', before: undefined, after: A }], result: 42 }));
    expect([result, catalog.get('a')]).toEqual([42, A]);
  });

  test('without changes nothing is committed', async () => {
    const catalog = await MovieCatalog.open(new MemoryStore([A]));
    const { revision } = catalog.position;
    expect(await catalog.write((get) => ({ changes: [], result: get('a') }))).toBe(A);
    expect(catalog.position.revision).toBe(revision);
  });

  test('after a conflict it decides anew, on what the other writer left', async () => {
    const store = new MemoryStore([A]);
    const catalog = await MovieCatalog.open(store);
    const others = { ...A, director: 'Another writer' };
    let decisions = 0;
    await catalog.write((get) => {
      const before = get('a') ?? B;
      // The other writer comes in between this decision and its commit.
      if (decisions++ === 0) store.commit([{ id: 'a', before, after: others }]);
      return { changes: [{ id: 'a', before, after: { ...before, rating: 9 } }], result: undefined };
    });
    expect([decisions, catalog.get('a')]).toEqual([2, { ...others, rating: 9 }]);
  });

  test('a conflict that never ends goes to the caller', async () => {
    const catalog = await MovieCatalog.open(new MemoryStore([A]));
    let decisions = 0;
    const write = catalog.write(() => {
      decisions++;
      return { changes: [{ id: 'a', before: undefined, after: A }], result: undefined };
    });
    await expect(write).rejects.toThrow(ConflictError);
    expect(decisions).toBe(20);
  });

  test('what the decision throws goes to the caller', async () => {
    const catalog = await MovieCatalog.open(new MemoryStore());
    const write = catalog.write(() => {
      throw new RangeError('No such movie.');
    });
    await expect(write).rejects.toThrow(new RangeError('No such movie.'));
  });

  test('what the store fails to write is not in the catalog', async () => {
    const store = new MemoryStore([A]);
    const catalog = await MovieCatalog.open(store);
    await store.close();
    await expect(put(catalog, B)).rejects.toThrow('closed');
    expect(catalog.get('b')).toBeUndefined();
  });
});

describe('a watcher over a restart', () => {
  test('goes on if nothing changed meanwhile', async () => {
    const store = new MemoryStore([A]);
    const first = await MovieCatalog.open(store);
    await put(first, B);
    const { position } = first;
    await first.close();

    const second = await MovieCatalog.open(new MemoryStore(store.movies));
    await remove(second, 'a');
    expect(await nextChanges(second, position)).toEqual([{ id: 'a', before: A, after: undefined }]);
  });

  test('has lost its position if something changed meanwhile', async () => {
    const store = new MemoryStore([A]);
    const first = await MovieCatalog.open(store);
    const { position } = first;
    await put(first, B);
    await first.close();

    const second = await MovieCatalog.open(new MemoryStore(store.movies));
    expect(() => second.changes(position)).toThrow(PositionLostError);
  });
});

test('close ends watchers and closes the store', async () => {
  const store = new MemoryStore();
  const catalog = await MovieCatalog.open(store);
  const next = catalog.changes(catalog.position).next();
  await catalog.close();
  expect((await next).done).toBe(true);
  await expect(store.commit([])).rejects.toThrow('closed');
});
