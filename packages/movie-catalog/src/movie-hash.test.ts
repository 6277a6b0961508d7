import { expect, test } from '@jest/globals';
import type { Movie } from './movie.js';
import { etagOf, hashOf } from './movie-hash.js';
import { sampleMovie } from './testing/sample-movie.js';

const MOVIE = sampleMovie('1', { title: 'Heat', director: 'Michael Mann', rating: 8.2, genres: ['Crime', 'Drama'] });

test('the same content has the same etag, also in another run', () => {
  expect(etagOf({ ...MOVIE, genres: [...MOVIE.genres] })).toBe(etagOf(MOVIE));
  // Clients keep etags; a new way to compute them makes all of theirs stale.
  expect(etagOf(MOVIE)).toBe('m4u5yxj23x');
});

test.each<[string, Partial<Movie>]>([
  ['the id', { id: '2' }],
  ['the title', { title: 'heat' }],
  ['the rating', { rating: 8.200001 }],
  ['the director', { director: '' }],
  ['the year', { releaseYear: 1995 }],
  ['the order of genres', { genres: ['Drama', 'Crime'] }],
  ['the cut between genres', { genres: ['CrimeDrama'] }],
  ['the number of genres', { genres: ['Crime', 'Drama', ''] }],
  ['the cut between title and director', { title: 'HeatMichael ', director: 'Mann' }],
])('another value of %s gives another etag', (_, fields) => {
  expect(etagOf({ ...MOVIE, ...fields })).not.toBe(etagOf(MOVIE));
});

test('-0, which JSON stores as 0, has the etag of 0', () => {
  expect(etagOf({ ...MOVIE, rating: -0 })).toBe(etagOf({ ...MOVIE, rating: 0 }));
});

test('a hash is a safe whole number, and 20,000 similar movies have as many', () => {
  const hashes = Array.from({ length: 20_000 }, (_, index) => hashOf(sampleMovie(`${index}`)));
  expect(hashes.every((hash) => Number.isSafeInteger(hash) && hash >= 0)).toBe(true);
  expect(new Set(hashes).size).toBe(20_000);
});
