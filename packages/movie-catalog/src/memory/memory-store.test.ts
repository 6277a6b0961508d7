import { expect, test } from '@jest/globals';
import { OpenedStore } from '../testing/opened-store.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { describeStoreContract } from '../testing/store-contract.js';
import { MemoryStore } from './memory-store.js';

const A = sampleMovie('a');
const B = sampleMovie('b');

describeStoreContract('The memory', async (movies) => {
  let latest = new MemoryStore(movies);
  const newStore = () => {
    latest = new MemoryStore(latest.movies);
    return latest;
  };
  return { newStore, [Symbol.asyncDispose]: async () => {} };
});

test('its movies are those that it holds now: a changed movie keeps its place and a new one comes last', async () => {
  const store = new MemoryStore([A, B]);
  expect(store.movies).toEqual([A, B]);
  await using opened = await OpenedStore.open(store);
  const better = { ...A, rating: 9 };
  await opened.put(sampleMovie('c'), better);
  expect(store.movies).toEqual([better, B, sampleMovie('c')]);
  await opened.close();
  expect(store.movies).toHaveLength(3);
});
