import { expect, test } from '@jest/globals';
import { ContentDigest } from './content-digest.js';
import type { Movie } from './movie.js';
import { sampleMovie } from './testing/sample-movie.js';

const MOVIES = Array.from({ length: 1_000 }, (_, index) => sampleMovie(`${index}`));

function digestOf(movies: readonly Movie[]): ContentDigest {
  const digest = new ContentDigest();
  for (const movie of movies) digest.add(movie);
  return digest;
}

test('the order of movies makes no difference', () => {
  expect(digestOf(MOVIES.toReversed()).toString()).toBe(digestOf(MOVIES).toString());
});

test('a removed movie leaves no trace', () => {
  const digest = digestOf([...MOVIES, sampleMovie('extra')]);
  expect(digest.toString()).not.toBe(digestOf(MOVIES).toString());
  digest.remove(sampleMovie('extra'));
  expect(digest.toString()).toBe(digestOf(MOVIES).toString());
});

test('two movies that swap their contents make a difference', () => {
  const before = [sampleMovie('a', { title: 'x' }), sampleMovie('b', { title: 'y' })];
  const after = [sampleMovie('a', { title: 'y' }), sampleMovie('b', { title: 'x' })];
  expect(digestOf(after).toString()).not.toBe(digestOf(before).toString());
});

test('one that begins with another as text goes on from there', () => {
  const digest = new ContentDigest(digestOf(MOVIES.slice(0, 500)).toString());
  for (const movie of MOVIES.slice(500)) digest.add(movie);
  expect(digest.toString()).toBe(digestOf(MOVIES).toString());
});

test('it follows changes and undoes them', () => {
  const [before, ...others] = MOVIES;
  const digest = digestOf(MOVIES);
  const changes = [
    { id: '0', before, after: sampleMovie('0', { title: 'New' }) },
    { id: 'new', before: undefined, after: sampleMovie('new') },
    { id: 'new', before: sampleMovie('new'), after: undefined },
  ];
  digest.apply(changes);
  expect(digest.toString()).toBe(digestOf([...others, sampleMovie('0', { title: 'New' })]).toString());
  digest.undo(changes);
  expect(digest.toString()).toBe(digestOf(MOVIES).toString());
});

test('it is sixteen hexadecimal digits', () => {
  expect(digestOf([]).toString()).toBe('0000000000000000');
  expect(digestOf(MOVIES).toString()).toMatch(/^[0-9a-f]{16}$/);
});
