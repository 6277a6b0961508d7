import { expect, test } from '@jest/globals';
import { EMPTY_MOVIE, type Movie } from './movie.js';
import { etagOf, hashOf } from './movie-hash.js';
import { sampleMovie } from './testing/sample-movie.js';

const MOVIE = sampleMovie('1', { title: 'Heat', director: 'Michael Mann', rating: 8.2, genres: ['Crime', 'Drama'] });

test('the same content has the same etag, also in another run', () => {
  expect(etagOf({ ...MOVIE, genres: [...MOVIE.genres] })).toBe(etagOf(MOVIE));
  // Clients keep etags; a new way to compute them makes all of theirs stale.
  expect(etagOf(MOVIE)).toBe('m4u5yxj23x');
});

// Made by the program that knew neither labels nor movies that aren't rated. Databases keep digests of such hashes.
test.each<[Partial<Movie>, number]>([
  [
    { id: '1', title: 'Heat', rating: 8.2, director: 'Michael Mann', releaseYear: 1995, genres: ['Crime', 'Drama'] },
    1008028752532849,
  ],
  [{ id: 'zero', title: 'Ünïcode 🎬', rating: 0 }, 7352576273315019],
  [
    { id: 'a b', title: 'A'.repeat(100), rating: 10, director: 'D', releaseYear: 2100, genres: ['x', ''] },
    8260484572031394,
  ],
  [{ id: 'b', title: 'Brave', rating: 1 / 3, genres: ['War'] }, 2457206041020978],
])('a rated movie without labels has the hash that it always had: %j', (fields, hash) => {
  expect(hashOf({ ...EMPTY_MOVIE, ...fields })).toBe(hash);
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
  ['the rating, which it no longer has', { rating: undefined }],
  ['its labels', { labels: { a: 'b' } }],
  ['an empty label', { labels: { a: '' } }],
  ['a label that looks like a genre', { genres: ['Crime'], labels: { Drama: '' } }],
  ['the cut between title and director', { title: 'HeatMichael ', director: 'Mann' }],
])('another value of %s gives another etag', (_, fields) => {
  expect(etagOf({ ...MOVIE, ...fields })).not.toBe(etagOf(MOVIE));
});

test.each<[string, Movie['labels'], Movie['labels']]>([
  ['the cut between key and value', { ab: 'c' }, { a: 'bc' }],
  ['what is the key and what is the value', { a: 'b' }, { b: 'a' }],
  ['which key has which value', { a: '1', b: '2' }, { a: '2', b: '1' }],
  ['the cut between labels', { a: 'b', c: 'd' }, { a: 'bc', d: '' }],
])('labels that differ in %s give different etags', (_, a, b) => {
  expect(etagOf({ ...MOVIE, labels: a })).not.toBe(etagOf({ ...MOVIE, labels: b }));
});

test('-0, which JSON stores as 0, has the etag of 0', () => {
  expect(etagOf({ ...MOVIE, rating: -0 })).toBe(etagOf({ ...MOVIE, rating: 0 }));
});

test('a hash is a safe whole number, and 20,000 similar movies have as many', () => {
  const hashes = Array.from({ length: 20_000 }, (_, index) => hashOf(sampleMovie(`${index}`)));
  expect(hashes.every((hash) => Number.isSafeInteger(hash) && hash >= 0)).toBe(true);
  expect(new Set(hashes).size).toBe(20_000);
});
