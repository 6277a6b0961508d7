import { expect, test } from '@jest/globals';
import { LinkedList } from './linked-list.js';

test('items keep their order, whichever of them are taken out', () => {
  const items = ['a', 'b', 'c', 'd'];
  for (let taken = 0; taken < 2 ** items.length; taken++) {
    const list = new LinkedList<string>();
    const places = items.map((item) => list.add(item));
    const isTaken = (index: number) => Math.trunc(taken / 2 ** index) % 2 === 1;
    places.forEach((place, index) => {
      if (isTaken(index)) list.delete(place);
    });
    list.add('new');
    const left = [...items.filter((_, index) => !isTaken(index)), 'new'];
    expect([...list]).toEqual(left);
    expect(list.size).toBe(left.length);
    expect(list.first?.item).toBe(left[0]);
  }
});

test('an item that is taken out twice takes no other with it', () => {
  const list = new LinkedList<string>();
  const place = list.add('a');
  list.add('b');
  list.delete(place);
  list.add('c');
  list.delete(place);
  expect([...list]).toEqual(['b', 'c']);
  expect(list.size).toBe(2);
});

test('items that are taken out on the way through the list are passed, and their neighbours too', () => {
  const list = new LinkedList<string>();
  const places = ['a', 'b', 'c'].map((item) => list.add(item));
  const passed: string[] = [];
  for (const item of list) {
    passed.push(item);
    for (const place of places) list.delete(place);
  }
  expect(passed).toEqual(['a', 'b', 'c']);
  expect(list.first).toBeUndefined();
});
