import { expect, test } from '@jest/globals';
import { MovieCatalog } from './catalog.js';
import type { MovieFilter } from './lists/movie-filter.js';
import type { MovieSummary } from './lists/movie-summary.js';
import type { ValueCount } from './lists/value-tally.js';
import { MemoryStore } from './memory/memory-store.js';
import type { Movie } from './movie.js';
import { randomFrom } from './testing/random-from.js';
import { sampleMovie } from './testing/sample-movie.js';

function summaryOf(movies: readonly Movie[], limit = 20, filter: MovieFilter = {}): Promise<MovieSummary> {
  return MovieCatalog.open(new MemoryStore(movies)).then((catalog) => catalog.summarize({ limit, filter }));
}

/** What compares as equal, for the values of this test. */
function plain(value: string): string {
  return value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The same as the catalog, by the simplest means. */
function counted(movies: readonly Movie[], valuesOf: (movie: Movie) => readonly string[]): ValueCount[] {
  const all = movies.flatMap((movie) => valuesOf(movie));
  const times = (text: string) => all.filter((other) => other === text).length;
  const counts = [...new Set(all.map(plain))].map((key) => {
    const spellings = [...new Set(all.filter((text) => plain(text) === key))].sort();
    const most = Math.max(...spellings.map(times));
    const value = spellings.find((text) => times(text) === most) ?? '';
    return { value, count: movies.filter((movie) => valuesOf(movie).some((text) => plain(text) === key)).length };
  });
  return counts.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

test.each([1, 2, 3])('a summary of random movies is that of a simple model (seed %d)', async (seed) => {
  const random = randomFrom(seed);
  const some = (values: readonly string[], odds: number) => values.filter(() => random(odds) === 0);
  const genres = ['Drama', 'drama', 'DRAMA', 'Comédie', 'comedie', 'Crime', 'Noir', 'War'];
  const directors = ['', 'Ang Lee', 'ang lee', 'Åsa Lind', 'Asa Lind', 'Zoe'];
  const movies = Array.from({ length: 300 }, (_, index) =>
    sampleMovie(`${index}`, {
      rating: random(5) === 0 ? undefined : random(101) / 10,
      releaseYear: random(5) === 0 ? 0 : 1888 + random(200),
      director: directors[random(directors.length)] ?? '',
      genres: some(genres, 4),
      labels: Object.fromEntries(some(['shelf', 'Shelf', 'note', 'imdb'], 3).map((key) => [key, 'x'])),
    }),
  );
  const summary = await summaryOf(movies, 3);
  const ratings = movies.flatMap(({ rating }) => rating ?? []);
  const years = movies.map(({ releaseYear }) => releaseYear).filter((year) => year !== 0);
  const decades = [...new Set(years.map((year) => Math.floor(year / 10) * 10))].sort((a, b) => a - b);
  expect(summary).toEqual({
    totalSize: 300,
    unratedCount: 300 - ratings.length,
    averageRating: expect.closeTo(ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length, 9),
    ratingCounts: Array.from(
      { length: 10 },
      (_, from) => ratings.filter((rating) => rating >= from && (rating < from + 1 || from === 9)).length,
    ),
    decades: decades.map((decade) => ({
      decade,
      count: years.filter((year) => year >= decade && year < decade + 10).length,
    })),
    unknownYearCount: 300 - years.length,
    genres: counted(movies, (movie) => movie.genres).slice(0, 3),
    directors: counted(movies, ({ director }) => (director === '' ? [] : [director])).slice(0, 3),
    labelKeys: counted(movies, ({ labels }) => Object.keys(labels)).slice(0, 3),
  });
});

test('a summary counts only the movies that match', async () => {
  const movies = [
    sampleMovie('1', { genres: ['Drama'], director: 'A', rating: 9, releaseYear: 1999 }),
    sampleMovie('2', { genres: ['Crime'], director: 'B', rating: undefined, releaseYear: 0 }),
  ];
  expect(await summaryOf(movies, 20, { anyGenres: ['dram'] })).toEqual({
    totalSize: 1,
    unratedCount: 0,
    averageRating: 9,
    ratingCounts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    decades: [{ decade: 1990, count: 1 }],
    unknownYearCount: 0,
    genres: [{ value: 'Drama', count: 1 }],
    directors: [{ value: 'A', count: 1 }],
    labelKeys: [],
  });
});

test('an empty catalog has no average', async () => {
  expect(await summaryOf([])).toMatchObject({ totalSize: 0, averageRating: undefined, decades: [], genres: [] });
});

test('values that as many movies have come in their order, and a value in the spelling that comes first', async () => {
  const genres = [['b'], ['a'], ['A'], ['c', 'C'], ['c'], ['B']];
  const summary = await summaryOf(genres.map((each, index) => sampleMovie(`${index}`, { genres: each })));
  expect(summary.genres).toEqual([
    { value: 'A', count: 2 },
    { value: 'B', count: 2 },
    { value: 'c', count: 2 },
  ]);
});

test('of values that as many movies have, the first ones in their order are given', async () => {
  const directors = ['b', 'c', 'a'];
  const summary = await summaryOf(
    directors.map((director, index) => sampleMovie(`${index}`, { director })),
    2,
  );
  expect(summary.directors.map(({ value }) => value)).toEqual(['a', 'b']);
});

test('a summary of many movies lets others run, and stops when its caller leaves', async () => {
  const title = 'A long title. '.repeat(100);
  const movies = Array.from({ length: 50_000 }, (_, index) => sampleMovie(`${index}`, { title }));
  const catalog = await MovieCatalog.open(new MemoryStore(movies));
  const controller = new AbortController();
  const summary = catalog.summarize({ limit: 20, filter: { text: 'else' } }, { signal: controller.signal });
  setImmediate(() => controller.abort(new Error('left')));
  await expect(summary).rejects.toThrow('left');
});
