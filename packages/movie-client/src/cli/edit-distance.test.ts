import { expect, test } from '@jest/globals';
import { editDistance, slipDistance } from './edit-distance.js';

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['kitten', 'sitting', 3],
  ['teh', 'the', 1],
  ['ca', 'abc', 3],
  ['thriler', 'thriller', 1],
])('from %j to %j are %d steps', (from, to, steps) => {
  expect([editDistance(from, to), editDistance(to, from)]).toEqual([steps, steps]);
});

test('a slip is near a whole value or one of its words, whatever their case and accents', () => {
  expect(slipDistance('Thriler', 'Thriller/Suspense')).toBe(1);
  expect(slipDistance('amelie', 'Amélie')).toBe(0);
  expect(slipDistance('spilberg', 'Steven Spielberg')).toBe(1);
  expect(slipDistance('Horror', 'Comedy')).toBeUndefined();
  expect(slipDistance('C', 'B 2')).toBeUndefined();
});
