import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { run } from 'test-kit';
import { MovieCatalog } from './catalog.js';
import type { Cursor, MovieOrder, OrderKey } from './lists/movie-order.js';
import { MemoryStore } from './memory/memory-store.js';
import type { Movie } from './movie.js';
import { sampleMovie } from './testing/sample-movie.js';

const MOVIES = [
  sampleMovie('3', { title: 'Rocky 10', rating: 7, releaseYear: 1999, director: 'Zoe Å' }),
  sampleMovie('1', { title: 'rocky 2', rating: undefined, releaseYear: 0, director: '' }),
  sampleMovie('2', { title: 'Ágora', rating: 10, releaseYear: 2009, director: 'Ångström' }),
  sampleMovie('5', { title: 'Agora', rating: 7, releaseYear: 1999, director: 'zoe å' }),
  sampleMovie('4', { title: 'Über', rating: 0, releaseYear: 1888, director: 'Zoe Å' }),
  sampleMovie('10', { title: 'Rocky 2', rating: undefined, releaseYear: 0, director: '' }),
];

function open(movies: readonly Movie[]): Promise<MovieCatalog> {
  return MovieCatalog.open(new MemoryStore(movies));
}

/** The ids of a whole list, read in pages of two. */
async function idsBy(catalog: MovieCatalog, order: MovieOrder): Promise<string> {
  const ids: string[] = [];
  let after: Cursor | undefined;
  do {
    const page = await catalog.list({ order, pageSize: 2, after });
    ids.push(...page.movies.map(({ id }) => id));
    after = page.next;
  } while (after);
  return ids.join(' ');
}

test.each<[OrderKey, string, string]>([
  ['id', '1 10 2 3 4 5', '5 4 3 2 10 1'],
  // Accents and case come after all letters and numbers.
  ['title', '5 2 1 10 3 4', '4 3 10 1 2 5'],
  // The rest is about ties, which are by id in both directions, and about movies without a value, which are last.
  ['rating', '4 3 5 2 1 10', '2 3 5 4 1 10'],
  ['releaseYear', '4 3 5 2 1 10', '2 3 5 4 1 10'],
  ['director', '2 5 3 4 1 10', '3 4 5 2 1 10'],
  ['added', '3 1 2 5 4 10', '10 4 5 2 1 3'],
])('by %s it is %s, and descending %s', async (by, ascending, descending) => {
  const catalog = await open(MOVIES);
  expect(await idsBy(catalog, { by, descending: false })).toBe(ascending);
  expect(await idsBy(catalog, { by, descending: true })).toBe(descending);
});

test('titles that differ in nothing that readers see are in the order of their ids, in either direction', async () => {
  const [composed, decomposed] = ['Café'.normalize('NFC'), 'Café'.normalize('NFD')];
  const catalog = await open([sampleMovie('2', { title: composed }), sampleMovie('1', { title: decomposed })]);
  expect(await idsBy(catalog, { by: 'title', descending: false })).toBe('1 2');
  expect(await idsBy(catalog, { by: 'title', descending: true })).toBe('1 2');
});

test('the order of texts is not that of the language of the machine', async () => {
  const code = `
    import { MemoryStore, MovieCatalog } from 'movie-catalog';
    const movies = ['z', 'ä', 'a'].map((title) => ({ id: title, title, genres: [], labels: {}, director: '', releaseYear: 0 }));
    const catalog = await MovieCatalog.open(new MemoryStore(movies));
    const page = await catalog.list({ order: { by: 'title', descending: false }, pageSize: 9 });
    console.log(page.movies.map(({ id }) => id).join(' '));
  `;
  const env = { LC_ALL: 'sv_SE.UTF-8' };
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  // In Swedish, ä comes after z.
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd, env });
  expect(stdout).toBe('a ä z\n');
});

test('by when they were added, a changed movie keeps its place, and one that is made again is last', async () => {
  const catalog = await open(MOVIES);
  const change = (id: string, after: Movie | undefined) => ({ changes: [{ id, after }], result: undefined });
  await catalog.write(() => change('3', sampleMovie('3', { title: 'Changed' })));
  await catalog.write(() => change('1', undefined));
  await catalog.write(() => change('1', sampleMovie('1')));
  expect(await idsBy(catalog, { by: 'added', descending: false })).toBe('3 2 5 4 10 1');
});
