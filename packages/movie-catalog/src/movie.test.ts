import { expect, test } from '@jest/globals';
import { EMPTY_MOVIE, MOVIE_FIELDS, type Movie, NO_LABELS, sortedLabels } from './movie.js';
import { etagOf } from './movie-hash.js';
import { sameMovie, sameValue } from './same-movie.js';
import { COMPLETE_MOVIE, OTHER_MOVIE } from './testing/complete-movie.js';

test.each(MOVIE_FIELDS)('the movies that tests write to every store have something of their own in %s', (field) => {
  for (const movie of [COMPLETE_MOVIE, OTHER_MOVIE]) expect(sameValue(movie[field], EMPTY_MOVIE[field])).toBe(false);
  expect(sameValue(COMPLETE_MOVIE[field], OTHER_MOVIE[field])).toBe(false);
});

test.each(MOVIE_FIELDS)('movies that differ in %s only are not the same, and have other etags', (field) => {
  const copy = copyOf(COMPLETE_MOVIE);
  expect(sameMovie(COMPLETE_MOVIE, copy)).toBe(true);
  expect(etagOf(copy)).toBe(etagOf(COMPLETE_MOVIE));
  for (const value of [OTHER_MOVIE[field], EMPTY_MOVIE[field]]) {
    const other = { ...copy, [field]: value };
    expect(sameMovie(COMPLETE_MOVIE, other)).toBe(false);
    expect(etagOf(other)).not.toBe(etagOf(COMPLETE_MOVIE));
  }
});

test('labels are the same in any order, and have the same etag', () => {
  const a = { ...COMPLETE_MOVIE, labels: { a: '1', b: '2' } };
  const b = { ...COMPLETE_MOVIE, labels: { b: '2', a: '1' } };
  expect(sameMovie(a, b)).toBe(true);
  expect(etagOf(a)).toBe(etagOf(b));
  expect(sameMovie(a, { ...a, labels: { a: '2', b: '1' } })).toBe(false);
  expect(sameMovie({ ...a, labels: {} }, { ...a, labels: NO_LABELS })).toBe(true);
});

test('sorted labels are in one order, whatever order they came in', () => {
  const entries = [
    ['b', '1'],
    ['10', '2'],
    ['B', '3'],
    ['2', '4'],
    ['á', '5'],
    ['ab', '6'],
  ] as const;
  const sorted = Object.keys(sortedLabels(Object.fromEntries(entries)));
  expect(sorted).toEqual(['2', '10', 'B', 'ab', 'b', 'á']);
  expect(Object.keys(sortedLabels(Object.fromEntries(entries.toReversed())))).toEqual(sorted);
  expect(sortedLabels({})).toBe(NO_LABELS);
});

/** The same content in other objects. */
function copyOf(movie: Movie): Movie {
  return { ...movie, genres: [...movie.genres], labels: Object.fromEntries(Object.entries(movie.labels).toReversed()) };
}
