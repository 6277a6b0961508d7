import { describe, expect, test } from '@jest/globals';
import { MovieCatalog } from './catalog.js';
import { CursorLostError } from './lists/added-page.js';
import type { Cursor } from './lists/movie-order.js';
import { MemoryStore } from './memory/memory-store.js';
import type { Movie } from './movie.js';
import type { Replica } from './store.js';
import { sampleMovie } from './testing/sample-movie.js';

const A = sampleMovie('a');
const B = sampleMovie('b');
const C = sampleMovie('c');
const D = sampleMovie('d');
const E = sampleMovie('e');

/** A store whose database others change in their own ways. */
class EditedStore extends MemoryStore {
  #replica: Replica | undefined;

  override open(replica: Replica): Promise<void> {
    this.#replica = replica;
    return super.open(replica);
  }

  load(movies: Iterable<Movie>): void {
    this.#replica?.load({ epoch: 'another', revision: 7, movies });
  }

  arrange(ids: string[]): void {
    this.#replica?.arrange(ids);
  }
}

const LISTS = [
  { descending: false, filter: undefined },
  { descending: true, filter: undefined },
  { descending: false, filter: { minRating: 1 } },
  { descending: true, filter: { minRating: 1 } },
];

describe.each(LISTS)('by when they were added, with %j, a list', ({ descending, filter }) => {
  /** All movies, and the cursor of a page that ends with the one in the middle. */
  async function start() {
    const store = new EditedStore([A, B, C, D, E]);
    const catalog = await MovieCatalog.open(store);
    const order = { by: 'added', descending } as const;
    const { next } = await catalog.list({ filter, order, pageSize: 3 });
    const rest = async (after: Cursor | undefined) => {
      const { movies } = await catalog.list({ filter, order, pageSize: 9, after });
      return movies.map(({ id }) => id).join(' ');
    };
    const put = (id: string, after: Movie | undefined) =>
      catalog.write(() => ({ changes: [{ id, after }], result: undefined }));
    return { store, next, rest, put };
  }

  test('goes on after its last movie', async () => {
    const { next, rest } = await start();
    expect(await rest(next)).toBe(descending ? 'b a' : 'd e');
  });

  test('goes on where its last movie was, if that is gone or was made again', async () => {
    const { next, rest, put } = await start();
    await put('c', undefined);
    expect(await rest(next)).toBe(descending ? 'b a' : 'd e');
    await put('c', C);
    expect(await rest(next)).toBe(descending ? 'b a' : 'd e c');
  });

  test('goes on after its last movie where that is now, if all were loaded again or arranged', async () => {
    const { store, next, rest } = await start();
    store.load([B, D, E, C, A]);
    expect(await rest(next)).toBe(descending ? 'e d b' : 'a');
    store.arrange(['a', 'b', 'c', 'd', 'e']);
    expect(await rest(next)).toBe(descending ? 'b a' : 'd e');
  });

  test('is refused, if its last movie is gone, and all were loaded again or arranged', async () => {
    const { store, next, rest, put } = await start();
    await put('c', undefined);
    store.arrange(['e', 'a', 'b', 'd']);
    await expect(rest(next)).rejects.toThrow(CursorLostError);
    store.load([A, B, D, E]);
    await expect(rest(next)).rejects.toThrow(CursorLostError);
  });
});

test('movies are listed as they were added, after they were arranged', async () => {
  const store = new EditedStore([A, B, C]);
  const catalog = await MovieCatalog.open(store);
  const query = { filter: { minRating: 1 }, order: { by: 'added', descending: false }, pageSize: 9 } as const;
  expect((await catalog.list(query)).movies).toEqual([A, B, C]);
  store.arrange(['c', 'a', 'b']);
  expect((await catalog.list(query)).movies).toEqual([C, A, B]);
});

test.each([false, true])(
  'movies are listed as they were added if they match a filter (descending: %s)',
  async (descending) => {
    const movies = [A, sampleMovie('x', { rating: 0 }), B, sampleMovie('y', { rating: 0 }), C];
    const catalog = await MovieCatalog.open(new MemoryStore(movies));
    const query = { filter: { minRating: 1 }, order: { by: 'added', descending }, pageSize: 2 } as const;
    const first = await catalog.list(query);
    expect([first.movies, first.total]).toEqual([descending ? [C, B] : [A, B], 3]);
    const second = await catalog.list({ ...query, after: first.next });
    expect([second.movies, second.next]).toEqual([[descending ? A : C], undefined]);
  },
);

test('a list of thousands of movies, most of which are gone, has those that are left in either direction', async () => {
  const movies = Array.from({ length: 5_000 }, (_, index) => sampleMovie(`${index}`));
  const catalog = await MovieCatalog.open(new MemoryStore(movies));
  const changes = movies.filter((_, index) => index % 600 !== 300).map(({ id }) => ({ id, after: undefined }));
  await catalog.write(() => ({ changes, result: undefined }));
  const list = (descending: boolean) => catalog.list({ order: { by: 'added', descending }, pageSize: 100 });
  const left = movies.filter((_, index) => index % 600 === 300);
  expect((await list(false)).movies).toEqual(left);
  expect((await list(true)).movies).toEqual(left.toReversed());
});
