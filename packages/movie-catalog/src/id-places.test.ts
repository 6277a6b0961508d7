import { expect, test } from '@jest/globals';
import { IdPlaces } from './id-places.js';
import { randomFrom } from './testing/random-from.js';

const LETTERS = ['a', 'b', '7', '-', 'é', '千', '尋', '𝒜', '\ud800', '😀'];

test('places are found by ids of any letters, whole or in a text, as those of a Map are', () => {
  const random = randomFrom(5);
  const places = new IdPlaces();
  const model = new Map<string, number>();
  const ids: string[] = [];
  const isAt = (place: number, text: string, start: number, end: number) => ids[place] === text.slice(start, end);
  const wrong: number[] = [];
  for (let step = 0; step < 60_000; step++) {
    const letters = Array.from({ length: random(7) }, () => LETTERS[random(LETTERS.length)]);
    const id = letters.join('');
    const known = model.get(id);
    if (places.get(id, isAt) !== known) wrong.push(step);
    const isShrinking = Math.floor(step / 10_000) % 2 === 1;
    if (random(10) < (isShrinking ? 7 : 2)) {
      places.delete(id, isAt);
      model.delete(id);
      continue;
    }
    const expected = known ?? ids.push(id) - 1;
    const place =
      random(2) === 0
        ? places.getOrAdd(id, expected, isAt)
        : places.getOrAdd(`a${id}b`, expected, isAt, 1, 1 + id.length);
    if (place !== expected) wrong.push(step);
    model.set(id, expected);
  }
  expect(wrong).toEqual([]);
  expect(places.size).toBe(model.size);
  for (const [id, place] of model) expect(places.get(id, isAt)).toBe(place);
});
