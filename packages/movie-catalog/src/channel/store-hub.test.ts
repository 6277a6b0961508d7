import { describe, expect, test } from '@jest/globals';
import { MovieCatalog } from '../catalog.js';
import { openJsonFile } from '../json-file/json-file.js';
import { MemoryStore } from '../memory/memory-store.js';
import type { Replica } from '../store.js';
import { HubDatabase } from '../testing/hub-database.js';
import { JsonDatabase, textOf } from '../testing/json-database.js';
import { OpenedStore } from '../testing/opened-store.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openChannelStore } from './channel-store.js';

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

/** What each commit of a store did, by revision. */
function commitsOf({ commits }: OpenedStore): object[] {
  return commits.events.map(({ revision, time, changes }) => ({ revision, time, changes }));
}

describe('an acknowledged write', () => {
  test('is visible on every worker, whoever wrote it, and each write saw all before it', async () => {
    using file = new JsonDatabase([A]);
    await using database = await HubDatabase.open(openJsonFile(file.path));
    const workers = [await database.newWorker(), await database.newWorker(), await database.newWorker()];
    const stores = workers.map(({ store }) => store);
    const seen: number[] = [];
    await Promise.all(
      [...stores, ...stores].map(async (store) => {
        for (let done = 0; done < 10; done++) {
          const before = await increment(store);
          seen.push(before);
          const visible = stores.map(({ movies }) => Number(movies.get('a')?.title));
          expect(Math.min(...visible)).toBeGreaterThan(before);
        }
      }),
    );
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, index) => index));
    const [first, ...others] = stores.map(commitsOf);
    expect(first).toHaveLength(60);
    for (const other of others) expect(other).toEqual(first);
    expect(JSON.parse(file.text)).toMatchObject({ movies: [{ id: 'a', title: '60' }] });
  });

  test('is visible on a worker that opened while it was written', async () => {
    const movies = Array.from({ length: 10_000 }, (_, index) => sampleMovie(`${index}`));
    await using database = await HubDatabase.open(new MemoryStore([A, ...movies]));
    const { store } = await database.newWorker();
    let isOpen = false;
    const opening = database.newWorker().then((worker) => {
      isOpen = true;
      return worker;
    });
    let written = 0;
    for (; !isOpen; written++) await store.put(sampleMovie(`new ${written}`));
    const { store: late } = await opening;
    await increment(store);
    expect(written).toBeGreaterThan(1);
    expect([...late.movies.values()]).toEqual([...store.movies.values()]);
    expect(late.revision + late.commits.events.length).toBe(store.revision + store.commits.events.length);
  });
});

describe('an edit by hand', () => {
  test('reaches all workers, with its order', async () => {
    using file = new JsonDatabase([A, B]);
    await using database = await HubDatabase.open(openJsonFile(file.path));
    const workers = [await database.newWorker(), await database.newWorker()];
    file.replace(textOf([C, B, { ...A, title: '41' }]));
    for (const { store } of workers) {
      await store.refresh();
      expect([...store.movies.values()]).toEqual([C, B, { ...A, title: '41' }]);
    }
  });

  test('during a write is kept, and the write is decided on it', async () => {
    using file = new JsonDatabase([A]);
    await using database = await HubDatabase.open(openJsonFile(file.path));
    const { store } = await database.newWorker();
    const { store: other } = await database.newWorker();
    const seen: (string | undefined)[] = [];
    await store.write(({ get }) => {
      seen.push(get('a')?.title);
      if (seen.length === 1) file.replace(textOf([{ ...A, title: '41' }, C]));
      return { changes: [{ id: 'a', after: { ...A, title: `${Number(get('a')?.title) + 1}` } }], result: undefined };
    });
    expect(seen).toEqual(['0', '41']);
    expect([...other.movies.values()]).toEqual([{ ...A, title: '42' }, C]);
    expect(JSON.parse(file.text)).toEqual({ movies: [{ ...A, title: '42' }, C] });
  });
});

test('when the store loads again, no worker goes on with what was there, and new ones have what was loaded', async () => {
  let replica: Replica | undefined;
  class ReloadingStore extends MemoryStore {
    override open(opened: Replica): Promise<void> {
      replica = opened;
      return super.open(opened);
    }
  }
  await using database = await HubDatabase.open(new ReloadingStore([A]));
  const old = [await database.newWorker(), await database.newWorker()];
  replica?.load({ epoch: 'other', revision: 0, movies: [B] });
  for (const { store } of old) await expect(store.put(C)).rejects.toMatchObject({ name: 'StoreError' });
  const { store } = await database.newWorker();
  expect(store.loaded).toEqual([B]);
});

describe('a worker that begins later', () => {
  test('gets nothing that came before it asked for the movies', async () => {
    await using database = await HubDatabase.open(new MemoryStore([A]));
    const { store } = await database.newWorker();
    const port = database.newPort();
    await store.put(B);
    const late = await OpenedStore.open(openChannelStore(port));
    await store.put(C);
    expect([...late.movies.values()]).toEqual([A, B, C]);
    expect(late.commits.events).toHaveLength(1);
  });

  test('resumes a watch that began on another', async () => {
    await using database = await HubDatabase.open(new MemoryStore([A]));
    const { store } = await database.newWorker();
    const first = await MovieCatalog.open(database.newStore());
    const { position } = first;
    await store.put(B);
    await store.put(C, { ...A, title: '1' });
    const late = await MovieCatalog.open(database.newStore());
    expect(late.position).toEqual(first.position);
    const changes = late.changes(position);
    expect((await changes.next()).value).toMatchObject({ changes: [{ id: 'b', before: undefined, after: B }] });
    expect((await changes.next()).value).toMatchObject({ changes: [{ id: 'c' }, { id: 'a', before: A }] });
    await Promise.all([first.close(), late.close()]);
  });
});
