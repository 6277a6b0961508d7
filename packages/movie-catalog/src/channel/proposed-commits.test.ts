import { expect, test } from '@jest/globals';
import { sampleMovie } from '../testing/sample-movie.js';
import { ProposedCommits, StaleError } from './proposed-commits.js';

const commits = ['a', 'b', 'c'].map((id) => [{ id, after: sampleMovie(id) }]);

function committed(index: number, revision: number) {
  const changes = (commits[index] ?? []).map((update) => ({ ...update, before: undefined }));
  return { revision, time: 0, changes };
}

test('a store may decide all of them before it has any, or one by one', () => {
  const shared = new ProposedCommits({ base: 7, commits });
  expect(commits.map((_, index) => shared.decide(index, 7).changes)).toEqual(commits);
  const single = new ProposedCommits({ base: 7, commits });
  for (const [index, changes] of commits.entries()) {
    expect(single.decide(index, 7 + index).changes).toEqual(changes);
    expect(single.indexOf(committed(index, 8 + index))).toBe(index);
  }
});

test('none is written on another revision, or when one before it was not', () => {
  const proposed = new ProposedCommits({ base: 7, commits });
  for (const index of commits.keys()) expect(() => proposed.decide(index, 8)).toThrow(StaleError);
  for (const index of commits.keys()) proposed.decide(index, 7);
  // The store could not write the second one, and decides the others again.
  proposed.decide(0, 7);
  expect(() => proposed.decide(2, 7)).toThrow(StaleError);
});

test('a commit of someone else is none of them', () => {
  const proposed = new ProposedCommits({ base: 7, commits });
  proposed.decide(0, 7);
  expect(proposed.indexOf(committed(1, 8))).toBeUndefined();
  expect(proposed.indexOf(committed(0, 9))).toBeUndefined();
  expect(() => proposed.decide(1, 8)).toThrow(StaleError);
});
