import { expect, test } from '@jest/globals';
import { sampleMovie } from '../catalog/sample-movies.js';
import { MemoryStore } from './memory-store.js';
import { type Commit, ConflictError } from './store.js';

const A = sampleMovie('a');
const B = sampleMovie('b');

test('it hands out each commit with the next revision before the commit resolves', async () => {
  const store = new MemoryStore();
  const commits: Commit[] = [];
  const { revision } = await store.load((commit) => commits.push(commit));
  await store.commit([{ id: 'a', before: undefined, after: A }]);
  await store.commit([{ id: 'a', before: { ...A }, after: undefined }]);
  expect(commits.map((commit) => commit.revision - revision)).toEqual([1, 2]);
});

test('a conflict names the movie, and nothing of the commit is done', async () => {
  const store = new MemoryStore([A]);
  const commit = store.commit([
    { id: 'b', before: undefined, after: B },
    { id: 'a', before: { ...A, title: 'Earlier' }, after: undefined },
  ]);
  await expect(commit).rejects.toEqual(new ConflictError('a'));
  expect(store.movies).toEqual([A]);
});

test('an updated movie keeps its place and a new one goes to the end', async () => {
  const store = new MemoryStore([A, B]);
  const better = { ...A, rating: 9 };
  await store.commit([
    { id: 'c', before: undefined, after: sampleMovie('c') },
    { id: 'a', before: A, after: better },
  ]);
  expect(store.movies).toEqual([better, B, sampleMovie('c')]);
});

test('a closed store refuses commits', async () => {
  const store = new MemoryStore();
  await store.close();
  await expect(store.commit([])).rejects.toThrow('closed');
});
