import { expect, test } from '@jest/globals';
import { PagedItems } from './paged-items.js';

test('items are where they were set last, also on pages after the first', () => {
  const items = new PagedItems<string>();
  for (let index = 0; index < 5_000; index++) items.set(index, `${index}`);
  for (let index = 0; index < 5_000; index += 3) items.set(index, index % 2 === 0 ? undefined : 'changed');
  const expected = Array.from({ length: 5_000 }, (_, index) => {
    if (index % 3 > 0) return `${index}`;
    return index % 2 === 0 ? undefined : 'changed';
  });
  expect(Array.from({ length: items.length }, (_, index) => items.get(index))).toEqual(expected);
  expect(items.get(5_000)).toBeUndefined();
});
