import { expect, test } from '@jest/globals';
import { Places } from './places.js';

test('every record has the place that was added for it', () => {
  const places = new Places();
  const given = [2, 3, 4, 7, 8, 20, 21];
  for (const place of given) places.add(place);
  expect(given.map((_, index) => places.of(index))).toEqual(given);
  expect(places.count).toBe(given.length);
});
