import { expect, test } from '@jest/globals';
import { LazyIndex, type MovieIndex } from './lazy-index.js';
import type { MovieChange } from './store.js';
import { sampleMovie } from './testing/sample-movie.js';

/** Takes a millisecond for each change, as a large index would for a few hundred. */
class SlowIndex implements MovieIndex {
  readonly ids: string[] = [];

  replace({ id }: MovieChange): void {
    const end = performance.now() + 1;
    while (performance.now() < end);
    this.ids.push(id);
  }
}

const MOVIES = Array.from({ length: 60 }, (_, index) => sampleMovie(`${index}`));

function creation(id: string): MovieChange {
  return { id, before: undefined, after: sampleMovie(id) };
}

test('building lets other work run', async () => {
  const lazy = new LazyIndex(new SlowIndex(), MOVIES);
  let slices = 0;
  const count = () => {
    slices++;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  const index = await lazy.current();
  clearImmediate(counting);
  expect(index.ids).toHaveLength(60);
  expect(slices).toBeGreaterThan(5);
});

test('changes during the build and after it go in in order', async () => {
  const lazy = new LazyIndex(new SlowIndex(), MOVIES);
  lazy.apply([creation('a'), creation('b')]);
  lazy.apply([creation('c')]);
  expect((await lazy.current()).ids.slice(58)).toEqual(['58', '59', 'a', 'b', 'c']);
  lazy.apply([creation('d')]);
  expect((await lazy.current()).ids.slice(60)).toEqual(['a', 'b', 'c', 'd']);
});

test('callers that wait see what was applied before, however much comes after', async () => {
  const lazy = new LazyIndex(new SlowIndex(), []);
  lazy.apply([creation('first')]);
  const waiting = lazy.current().then(({ ids }) => ids.length);
  lazy.apply(MOVIES.map(({ id }) => creation(id)));
  const seen = await waiting;
  expect(seen).toBeGreaterThanOrEqual(1);
  expect(seen).toBeLessThan(61);
});

test('close ends the build, and no caller gets a part of the index', async () => {
  const index = new SlowIndex();
  const waiting = new LazyIndex(index, MOVIES);
  const current = waiting.current();
  waiting.close();
  await expect(current).rejects.toThrow('closed');
  expect(index.ids.length).toBeLessThan(60);
});
