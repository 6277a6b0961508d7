import { expect, test } from '@jest/globals';
import { MovieCatalog } from './catalog.js';
import { MemoryStore } from './memory/memory-store.js';
import type { Movie } from './movie.js';
import { sampleMovie } from './testing/sample-movie.js';

const MOVIES = [
  sampleMovie('amelie', { title: 'Amélie', director: 'Jean-Pierre Jeunet' }),
  sampleMovie('martian', { title: 'The Martian', director: 'Ridley Scott' }),
  sampleMovie('alien', { title: 'Alien', director: 'Ridley Scott' }),
  sampleMovie('scott', { title: 'Scott of the Antarctic', director: 'Charles Frend' }),
  sampleMovie('up', { title: 'Up', director: 'Pete Docter' }),
  sampleMovie('us', { title: 'Us', director: 'Jordan Peele' }),
];

async function ids(catalog: MovieCatalog, words: string, limit = 10): Promise<string[]> {
  return (await catalog.search(words, { limit })).found.map(({ movie }) => movie.id);
}

async function set(catalog: MovieCatalog, id: string, after: Movie | undefined): Promise<void> {
  await catalog.write(() => ({ changes: [{ id, after }], result: undefined }));
}

test.each([
  ['martian', ['martian']],
  ['AMELIE', ['amelie']],
  ['antarc', ['scott']],
  ['martain', ['martian']],
  ['ridly alien', ['alien']],
  ['up', ['up']],
  ['', []],
  ['…', []],
])('%j finds %j', async (words, found) => {
  const catalog = await MovieCatalog.open(new MemoryStore(MOVIES));
  expect(await ids(catalog, words)).toEqual(found);
});

test('a title weighs more than a director, scores are positive and fall, and the limit holds', async () => {
  const catalog = await MovieCatalog.open(new MemoryStore(MOVIES));
  const { found } = await catalog.search('scott', { limit: 10 });
  const scores = found.map(({ score }) => score);
  expect(found[0]?.movie).toBe(MOVIES[3]);
  expect(found).toHaveLength(3);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(scores.every((score) => score > 0)).toBe(true);
  expect(await ids(catalog, 'scott', 1)).toEqual(['scott']);
});

test('an exact word comes before one with a slip', async () => {
  const movies = [sampleMovie('1', { title: 'Aliens' }), sampleMovie('2', { title: 'Alien' })];
  const catalog = await MovieCatalog.open(new MemoryStore(movies));
  expect(await ids(catalog, 'alien')).toEqual(['2', '1']);
});

test('movies with the very title come first, and the one that is written the same before the others', async () => {
  const titles = ['E.T. the Extra-Terrestrial', 'ET', 'E.T.', 'Et Cetera', 'ET Returns'];
  const catalog = await MovieCatalog.open(new MemoryStore(titles.map((title) => sampleMovie(title, { title }))));
  expect((await ids(catalog, 'e.t.')).slice(0, 2)).toEqual(['E.T.', 'ET']);
  expect((await ids(catalog, 'et')).slice(0, 2)).toEqual(['ET', 'E.T.']);
  const scores = (await catalog.search('et', { limit: 10 })).found.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  expect(scores).toHaveLength(5);
});

test('a title that changes is no longer found by its words joined, nor by its signs', async () => {
  const movies = [sampleMovie('spider', { title: 'Spider-Man' }), sampleMovie('signs', { title: '?' })];
  const catalog = await MovieCatalog.open(new MemoryStore(movies));
  expect(await ids(catalog, 'spiderman')).toEqual(['spider']);
  expect(await ids(catalog, '?')).toEqual(['signs']);
  await set(catalog, 'spider', sampleMovie('spider', { title: 'Spider on a Man' }));
  await set(catalog, 'signs', sampleMovie('signs', { title: '!' }));
  expect(await ids(catalog, 'spiderman')).toEqual([]);
  expect(await ids(catalog, '?')).toEqual([]);
  expect(await ids(catalog, '!')).toEqual(['signs']);
});

test('created, changed and deleted movies are found as they are now', async () => {
  const catalog = await MovieCatalog.open(new MemoryStore(MOVIES));
  await catalog.search('build the index', { limit: 1 });
  await set(catalog, 'heat', sampleMovie('heat', { title: 'Heat' }));
  await set(catalog, 'alien', sampleMovie('alien', { title: 'Prometheus', director: 'Ridley Scott' }));
  await set(catalog, 'us', sampleMovie('us', { title: 'Us', director: 'Someone Else' }));
  await set(catalog, 'up', undefined);
  expect(await ids(catalog, 'heat')).toEqual(['heat']);
  expect(await ids(catalog, 'alien')).toEqual([]);
  expect(await ids(catalog, 'prometheus')).toEqual(['alien']);
  expect(await ids(catalog, 'up')).toEqual([]);
  expect(await ids(catalog, 'jordan')).toEqual([]);
  expect(await ids(catalog, 'someone')).toEqual(['us']);
  expect(await ids(catalog, 'ridley')).toHaveLength(2);
});

test('a movie that changed in what is not searched is given as it is now', async () => {
  const catalog = await MovieCatalog.open(new MemoryStore(MOVIES));
  await catalog.search('build the index', { limit: 1 });
  const rated = sampleMovie('up', { title: 'Up', director: 'Pete Docter', rating: 9 });
  await set(catalog, 'up', rated);
  expect((await catalog.search('up', { limit: 1 })).found[0]?.movie).toBe(rated);
});

test('commits while the index is being built are not lost', async () => {
  const many = Array.from({ length: 5_000 }, (_, index) => sampleMovie(`${index}`, { title: `Sequel ${index}` }));
  const doomed = sampleMovie('doomed', { title: 'Sequel without a number' });
  const catalog = await MovieCatalog.open(new MemoryStore([...many, doomed]));
  const during = catalog.search('sequel', { limit: 10_000 });
  await set(catalog, 'heat', sampleMovie('heat', { title: 'Heat' }));
  await set(catalog, 'doomed', undefined);
  expect(await ids(catalog, 'heat')).toEqual(['heat']);
  expect(await ids(catalog, 'without number')).toEqual([]);
  // It was deleted before this search could be answered.
  expect((await during).found.some(({ movie }) => movie.id === 'doomed')).toBe(false);
});

test.each(['x$', '★', 'дом', '№', 'ab'])('a word of a script without spaces is found behind %j', async (before) => {
  const words = Array.from({ length: 300 }, (_, index) => `${before}${(index + 1_000).toString(36)} z${index}`);
  const others = words.map((title, index) => sampleMovie(`${index}`, { title }));
  const movie = sampleMovie('star', { title: `${before}スター誕生` });
  const catalog = await MovieCatalog.open(new MemoryStore([...others, movie]));
  expect(await ids(catalog, 'スター')).toEqual(['star']);
  expect(await ids(catalog, '誕生')).toEqual(['star']);
  expect(await ids(catalog, `${before}スター誕生`)).toContain('star');
});
