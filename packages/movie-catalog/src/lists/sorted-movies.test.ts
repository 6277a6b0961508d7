import { expect, test } from '@jest/globals';
import type { Movie } from '../movie.js';
import { hashOf } from '../movie-hash.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { comparerOf } from './movie-order.js';
import { SortedMovies } from './sorted-movies.js';

const MOVIES = Array.from({ length: 3_000 }, (_, index) => sampleMovie(`${10_000 + index}`));

function sortedOf(movies: readonly Movie[]): SortedMovies {
  const sorted = new SortedMovies(comparerOf({ by: 'id', descending: false }));
  for (const after of movies) sorted.replace({ id: after.id, before: undefined, after });
  return sorted;
}

function remove(sorted: SortedMovies, movies: readonly Movie[]): void {
  for (const before of movies) sorted.replace({ id: before.id, before, after: undefined });
}

test.each([
  ['ascending', MOVIES],
  ['descending', MOVIES.toReversed()],
  ['no', MOVIES.toSorted((a, b) => hashOf(a) - hashOf(b))],
])('movies that come in %s order end in chunks of at most 128, and of 64 on average at least', (_, movies) => {
  const { chunks, length } = sortedOf(movies);
  expect([chunks.flat(), length]).toEqual([MOVIES, 3_000]);
  expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(128);
  expect(chunks.length).toBeLessThanOrEqual(3_000 / 64);
});

test('no chunk stays when all of its movies go, and others can come in their place', () => {
  const sorted = sortedOf(MOVIES);
  const middle = MOVIES.slice(1_000, 2_000);
  remove(sorted, middle);
  expect(sorted.chunks.every((chunk) => chunk.length > 0)).toBe(true);
  for (const after of middle) sorted.replace({ id: after.id, before: undefined, after });
  expect(sorted.chunks.flat()).toEqual(MOVIES);
  remove(sorted, MOVIES);
  expect([sorted.chunks, sorted.length]).toEqual([[], 0]);
});

test('chunks that were copied stay as they were', () => {
  const sorted = sortedOf(MOVIES);
  const copy = [...sorted.chunks];
  remove(sorted, MOVIES.slice(500));
  expect(copy.flat()).toEqual(MOVIES);
});
