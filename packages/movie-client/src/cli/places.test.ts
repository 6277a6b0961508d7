import { expect, test } from '@jest/globals';
import { Places } from './places.js';

test('the place of each record is found again', () => {
  const places = new Places();
  const given = [2, 3, 4, 7, 8, 20, 21];
  for (const place of given) places.add(place);
  expect(given.map((_, position) => places.of(position))).toEqual(given);
  expect(places.count).toBe(given.length);
});
