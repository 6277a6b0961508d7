import { expect, test } from '@jest/globals';
import { MovieCatalog } from './catalog.js';
import type { Page } from './lists/movie-page.js';
import { MemoryStore } from './memory/memory-store.js';
import { sampleMovie } from './testing/sample-movie.js';

const MOVIES = [
  sampleMovie('1', { title: 'alien', rating: 8.5, releaseYear: 1979 }),
  sampleMovie('3', { title: 'Zulu', rating: 7.7, releaseYear: 1964 }),
  sampleMovie('2', { title: 'Ágora', rating: 7.7, releaseYear: 0 }),
];

async function open(): Promise<MovieCatalog> {
  return MovieCatalog.open(new MemoryStore(MOVIES));
}

const contentOf = ({ movies, next, total }: Page) => ({ movies, next, total });

test('a page ends with the cursor of the next one, the last page without', async () => {
  const catalog = await open();
  const order = { by: 'rating', descending: false } as const;
  const first = await catalog.list({ order, pageSize: 2 });
  expect([first.next, first.total]).toEqual([{ value: 7.7, id: '3' }, 3]);
  const second = await catalog.list({ order, pageSize: 1, after: first.next });
  expect(contentOf(second)).toEqual({ movies: [MOVIES[0]], next: undefined, total: 3 });
});

test('a filter gives the matches of all pages as the total', async () => {
  const catalog = await open();
  const query = { filter: { maxRating: 8 }, order: { by: 'id', descending: true }, pageSize: 1 } as const;
  const first = await catalog.list(query);
  expect(contentOf(first)).toEqual({ movies: [MOVIES[1]], next: { value: '3', id: '3' }, total: 2 });
  expect((await catalog.list({ ...query, after: first.next })).movies).toEqual([MOVIES[2]]);
});

test('a filtered list is looked up again after a commit', async () => {
  const catalog = await open();
  const query = { filter: { minRating: 8 }, order: { by: 'id', descending: false }, pageSize: 9 } as const;
  expect((await catalog.list(query)).total).toBe(1);
  const added = sampleMovie('4', { rating: 9 });
  await catalog.write(() => ({ changes: [{ id: '4', after: added }], result: undefined }));
  expect((await catalog.list(query)).movies).toEqual([MOVIES[0], added]);
});

test('a filtered list that was asked for before a large commit is not given to calls after it', async () => {
  const catalog = await open();
  const query = { filter: { minRating: 9 }, order: { by: 'id', descending: false }, pageSize: 1 } as const;
  const before = catalog.list(query);
  const added = Array.from({ length: 20_000 }, (_, index) => sampleMovie(`m${index}`, { rating: 9 }));
  const changes = added.map((after) => ({ id: after.id, after }));
  await Promise.all([before, catalog.write(() => ({ changes, result: undefined }))]);
  expect((await catalog.list(query)).total).toBe(20_000);
});

test('filters that differ only in what JSON has no number for are different', async () => {
  const catalog = await open();
  const order = { by: 'id', descending: false } as const;
  expect((await catalog.list({ filter: { minRating: Infinity }, order, pageSize: 9 })).total).toBe(0);
  expect((await catalog.list({ filter: { minRating: -Infinity }, order, pageSize: 9 })).total).toBe(3);
});

test('a commit while the movies are being sorted for the first time is in the page after it', async () => {
  const many = Array.from({ length: 20_000 }, (_, index) => sampleMovie(`m${index}`));
  const catalog = await MovieCatalog.open(new MemoryStore(many));
  const query = { order: { by: 'title', descending: false }, pageSize: 1 } as const;
  const during = catalog.list(query);
  const first = sampleMovie('new', { title: 'A' });
  await catalog.write(() => ({ changes: [{ id: 'new', after: first }], result: undefined }));
  expect((await catalog.list(query)).movies).toEqual([first]);
  expect((await during).total).toBeGreaterThanOrEqual(20_000);
});

test('an empty catalog has one empty page', async () => {
  const catalog = await MovieCatalog.open(new MemoryStore());
  for (const descending of [false, true]) {
    const page = await catalog.list({ order: { by: 'title', descending }, pageSize: 5 });
    expect(contentOf(page)).toEqual({ movies: [], next: undefined, total: 0 });
  }
});

test('a cursor of another order, and a page size that is none, are refused', async () => {
  const catalog = await open();
  const order = { by: 'rating', descending: false } as const;
  const list = (pageSize: number, value: string | number) =>
    catalog.list({ order, pageSize, after: { value, id: '1' } });
  await expect(list(1, 'Zulu')).rejects.toThrow('with the value Zulu, is not of a list in the order of rating');
  await expect(list(1, Number.NaN)).rejects.toThrow(TypeError);
  await expect(list(0, 1)).rejects.toThrow('page size must be a whole number from 1, and is 0');
});

test.each([
  ['id', false],
  ['title', false],
  ['rating', true],
  ['added', false],
  ['added', true],
] as const)('pages by %s, descending %p, share the parts in which nothing has changed', async (by, descending) => {
  const many = Array.from({ length: 1_000 }, (_, index) => sampleMovie(`m${index}`));
  const catalog = await MovieCatalog.open(new MemoryStore(many));
  const sharedParts = async () => {
    const { parts } = await catalog.list({ order: { by, descending }, pageSize: 1_000 });
    return parts.filter(({ isShared }) => isShared).map(({ movies }) => movies);
  };
  const before = await sharedParts();
  expect(before.flat().length).toBeGreaterThan(700);
  expect(await sharedParts()).toEqual(before);
  const after = { ...sampleMovie('m500'), director: 'Another' };
  await catalog.write(() => ({ changes: [{ id: 'm500', after }], result: undefined }));
  const kept = new Set<unknown>(before);
  const changed = (await sharedParts()).filter((movies) => !kept.has(movies));
  expect(changed.map((movies) => movies.includes(after))).toEqual([true]);
});

test.each([
  ['id', false],
  ['added', false],
  ['added', true],
] as const)('the cursor after any movie of a page by %s, descending %p, begins the rest', async (by, descending) => {
  const ids = Array.from({ length: 700 }, (_, index) => `m${1_000 + index}`);
  const catalog = await MovieCatalog.open(new MemoryStore(ids.map((id) => sampleMovie(id))));
  const order = { by, descending };
  const gone = ids.filter((_, index) => (index > 300 && index < 320) || index === 699);
  const left = ids.filter((id) => !gone.includes(id));
  if (descending) left.reverse();
  await catalog.write(() => ({ changes: gone.map((id) => ({ id, after: undefined })), result: undefined }));
  for (const filter of [{}, { titleContains: '' }, { text: 'm' }]) {
    const page = await catalog.list({ filter, order, pageSize: 700 });
    expect(page.next).toBeUndefined();
    expect(page.movies.map(({ id }) => id)).toEqual(left);
    for (const count of [1, 63, 64, 65, 128, 255, 256, 257, 300, 301, 320, 511, 512, 513, left.length - 1]) {
      const after = page.nextAfter(count);
      const rest = await catalog.list({ filter, order, pageSize: 100, after });
      expect(rest.movies.map(({ id }) => id)).toEqual(left.slice(count, count + 100));
    }
  }
});
