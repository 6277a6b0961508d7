import { expect, test } from '@jest/globals';
import { nearest } from './nearest.js';

const VALUES = ['Drama', 'Thriller/Suspense', 'Science Fiction', 'Steven Spielberg', 'Agnès Varda', 'War'].map(
  (value, index) => ({ value, count: 100 - index }),
);

test.each([
  ['dramma', 'Drama'],
  ['Thriler', 'Thriller/Suspense'],
  ['sciense fiction', 'Science Fiction'],
  ['Speilberg', 'Steven Spielberg'],
  ['agnes vadra', 'Agnès Varda'],
  ['warr', 'War'],
])('%j is like %j', (text, value) => {
  expect(nearest(text, VALUES)?.value).toBe(value);
});

test.each(['thriller', 'varda', 'ÁGNES', 'Western', 'xyz', ''])('%j needs no other value, or has none', (text) => {
  expect(nearest(text, VALUES)).toBeUndefined();
});

test('of values that are equally like it, the first is taken', () => {
  const values = ['Cara', 'Card'].map((value) => ({ value, count: 1 }));
  expect(nearest('Carx', values)?.value).toBe('Cara');
});

test('where a value must be the text, a part of it is none', () => {
  const values = [{ value: 'Shelf', count: 1 }];
  expect(nearest('shel', values)).toBeUndefined();
  expect(nearest('shel', values, 'whole')?.value).toBe('Shelf');
  expect(nearest('shelf', values, 'whole')).toBeUndefined();
});
