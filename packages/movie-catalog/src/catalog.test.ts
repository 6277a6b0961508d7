import { describe, expect, test } from '@jest/globals';
import { MovieCatalog } from './catalog.js';
import type { Position } from './change-history.js';
import { PositionLostError } from './history-errors.js';
import { MemoryStore } from './memory/memory-store.js';
import type { Movie } from './movie.js';
import type { MovieChange, Replica } from './store.js';
import { sampleMovie } from './testing/sample-movie.js';

const A = sampleMovie('a');
const B = sampleMovie('b');

async function put(catalog: MovieCatalog, ...movies: Movie[]): Promise<void> {
  await catalog.write(() => ({ changes: movies.map((after) => ({ id: after.id, after })), result: undefined }));
}

async function remove(catalog: MovieCatalog, id: string): Promise<void> {
  await catalog.write(() => ({ changes: [{ id, after: undefined }], result: undefined }));
}

/** What a watcher at this position gets next. */
async function nextChanges(catalog: MovieCatalog, after: Position): Promise<readonly MovieChange[] | undefined> {
  const { value } = await catalog.changes(after).next();
  return value?.changes;
}

describe('open', () => {
  test('gives the movies of the store at its position', async () => {
    const catalog = await MovieCatalog.open(new MemoryStore([A, B]));
    expect(catalog.snapshot()).toEqual({ position: { ...catalog.position, revision: 0 }, movies: [A, B] });
  });

  test('an option that is not a whole number from 1 is refused before the store is opened', async () => {
    const store = new MemoryStore();
    await expect(MovieCatalog.open(store, { historySize: 0 })).rejects.toThrow(RangeError);
    await expect(store.write(() => ({ changes: [], result: undefined }))).rejects.toThrow('not open');
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
    const { result } = await catalog.write(() => ({ changes: [{ id: 'a', after: A }], result: 42 }));
    expect([result, catalog.get('a')]).toEqual([42, A]);
  });

  test('without changes nothing is committed', async () => {
    const catalog = await MovieCatalog.open(new MemoryStore([A]));
    const { revision } = catalog.position;
    const written = await catalog.write(({ get }) => ({ changes: [], result: get('a') }));
    expect(written).toEqual({ result: A, commit: undefined });
    expect(catalog.position.revision).toBe(revision);
  });

  test('each of several writes at the same time sees the ones before it', async () => {
    const catalog = await MovieCatalog.open(new MemoryStore([A]));
    const writes = Array.from({ length: 5 }, () =>
      catalog.write(({ get }) => {
        const after = { ...A, rating: (get('a')?.rating ?? 0) + 1 };
        return { changes: [{ id: 'a', after }], result: after.rating };
      }),
    );
    const { epoch } = catalog.position;
    expect(await Promise.all(writes)).toEqual(
      [1, 2, 3, 4, 5].map((revision) => ({ result: 5 + revision, commit: { epoch, revision } })),
    );
    expect(catalog.position.revision).toBe(5);
  });

  test('its commit is found by what names it, and has its changes, position and time', async () => {
    const catalog = await MovieCatalog.open(new MemoryStore([A]));
    const begun = Date.now();
    const { commit = { epoch: '', revision: 0 } } = await catalog.write(() => ({
      changes: [{ id: 'a', after: undefined }],
      result: undefined,
    }));
    const changes = [{ id: 'a', before: A, after: undefined }];
    const found = catalog.commit(commit);
    expect(found).toEqual({ position: catalog.position, time: expect.any(Number), changes });
    expect(found?.time).toBeGreaterThanOrEqual(begun);
    expect(found?.time).toBeLessThanOrEqual(Date.now());
    expect(catalog.commit({ ...commit, epoch: 'another' })).toBeUndefined();
    expect(catalog.commit({ ...commit, revision: commit.revision + 1 })).toBeUndefined();
    // What the catalog began with is no commit.
    expect(catalog.commit({ ...commit, revision: commit.revision - 1 })).toBeUndefined();
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
    await expect(put(catalog, B)).rejects.toThrow('not open');
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

describe('a store that loads again', () => {
  /** A store on a database that others may change. */
  class SharedStore extends MemoryStore {
    replica: Replica | undefined;

    override open(replica: Replica): Promise<void> {
      this.replica = replica;
      return super.open(replica);
    }

    /** Another server has done this meanwhile. */
    override async refresh(): Promise<void> {
      this.replica?.load({ epoch: 'another', revision: 7, movies: [B, sampleMovie('c')] });
    }
  }

  test('takes the place of everything: movies, lists, search, digest and position', async () => {
    const store = new SharedStore([A, B]);
    const catalog = await MovieCatalog.open(store);
    const query = { order: { by: 'id', descending: false }, pageSize: 10 } as const;
    const find = async (words: string) =>
      (await catalog.search(words, { limit: 10 })).found.map(({ movie }) => movie.id);
    await Promise.all([catalog.list(query), find('A'), catalog.snapshot()]);
    await store.refresh();
    const fresh = await MovieCatalog.open(new MemoryStore([B, sampleMovie('c')]));
    expect(catalog.snapshot()).toEqual({
      position: { epoch: 'another', revision: 7, digest: fresh.position.digest },
      movies: [B, sampleMovie('c')],
    });
    expect(catalog.get('a')).toBeUndefined();
    expect((await catalog.list(query)).movies).toEqual((await fresh.list(query)).movies);
    expect(await find(sampleMovie('c').title)).toEqual(
      (await fresh.search(sampleMovie('c').title, { limit: 10 })).found.map(({ movie }) => movie.id),
    );
  });

  test('lets a list and a search that are in progress finish on what was there', async () => {
    const store = new SharedStore([A, B]);
    const catalog = await MovieCatalog.open(store);
    const list = catalog.list({ order: { by: 'id', descending: false }, pageSize: 10 });
    const search = catalog.search(A.title, { limit: 10 });
    await store.refresh();
    expect((await list).movies).toEqual([A, B]);
    expect((await search).found.map(({ movie }) => movie.id)).toContain('a');
  });

  test('is asked for a position that is ahead or of another epoch, and for no other', async () => {
    const catalog = await MovieCatalog.open(new SharedStore([A, B]));
    const { position } = catalog;
    await catalog.reach(position);
    expect(catalog.position).toEqual(position);
    await catalog.reach({ ...position, revision: 1 });
    expect(catalog.position).toMatchObject({ epoch: 'another', revision: 7 });
  });
});

test('close ends watchers and closes the store', async () => {
  const store = new MemoryStore();
  const catalog = await MovieCatalog.open(store);
  const next = catalog.changes(catalog.position).next();
  await catalog.close();
  expect((await next).done).toBe(true);
  await expect(put(catalog, A)).rejects.toThrow('not open');
});
