import { expect, test } from '@jest/globals';
import { randomFrom } from '../testing/random-from.js';
import { countOf, hasSlot, PostingLists, postingOf, slotOf } from './postings.js';

test('lists that grow and shrink have the movies that were added and not removed, in order', () => {
  const random = randomFrom(7);
  const lists = new PostingLists();
  const model = Array.from({ length: 40 }, () => new Map<number, number>());
  const wrong: number[] = [];
  for (let step = 0; step < 60_000; step++) {
    const list = random(model.length);
    // Some lists stay short, and some outgrow a page.
    const slot = random(2 ** (1 + (list % 14)));
    const counts = model[list] ?? new Map<number, number>();
    const count = counts.get(slot) ?? 0;
    const isShrinking = Math.floor(step / 10_000) % 2 === 1;
    if (random(10) < (isShrinking ? 8 : 2)) {
      if (lists.remove(list, slot) !== count > 0) wrong.push(step);
      counts.delete(slot);
    } else {
      if (lists.add(list, slot) !== (count === 0)) wrong.push(step);
      counts.set(slot, count + 1);
    }
  }
  expect(wrong).toEqual([]);
  for (const [list, counts] of model.entries()) {
    const expected = [...counts].sort(([a], [b]) => a - b).map(([slot, count]) => [slot, Math.min(count, 4)]);
    expect(Array.from(lists.get(list), (posting) => [slotOf(posting), countOf(posting)])).toEqual(expected);
    expect(lists.lengthOf(list)).toBe(counts.size);
  }
});

test('a movie is found in its list only', () => {
  const postings = Int32Array.of(postingOf(3, 1), postingOf(5, 4), postingOf(8, 2));
  expect([2, 3, 4, 5, 8, 9].filter((slot) => hasSlot(postings, slot))).toEqual([3, 5, 8]);
});
