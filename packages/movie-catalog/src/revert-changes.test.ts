import { describe, expect, test } from '@jest/globals';
import type { Movie } from './movie.js';
import { revertChanges } from './revert-changes.js';
import type { MovieChange } from './store.js';
import { sampleMovie } from './testing/sample-movie.js';

const A = sampleMovie('a');
const B = sampleMovie('b');
const C = sampleMovie('c');
const BETTER = { ...A, rating: 9 };
const BEST = { ...A, rating: 10 };

const CREATED: MovieChange = { id: 'a', before: undefined, after: A };
const IMPROVED: MovieChange = { id: 'a', before: A, after: BETTER };
const DELETED: MovieChange = { id: 'a', before: A, after: undefined };

function revert(changes: readonly MovieChange[], ...now: Movie[]) {
  const movies = new Map(now.map((movie) => [movie.id, movie]));
  return revertChanges(changes, (id) => movies.get(id));
}

describe('a movie that nobody has changed since', () => {
  test.each([
    ['that was created goes', CREATED, [A], undefined],
    ['that was changed is what it was', IMPROVED, [{ ...BETTER, genres: [] }], A],
    ['that was deleted comes back', DELETED, [], A],
  ])('%s', (_, change, now, after) => {
    expect(revert([change], ...now)).toEqual({ changes: [{ id: 'a', after }], conflicts: [] });
  });
});

describe('a movie that somebody has changed since', () => {
  test.each([
    ['deleted after its creation', CREATED, [], undefined],
    ['changed after its creation', CREATED, [BETTER], 'a'],
    ['changed again', IMPROVED, [BEST], 'a'],
    ['deleted after it was changed', IMPROVED, [], 'a'],
    ['changed back', IMPROVED, [{ ...A }], undefined],
    ['created again with other fields', DELETED, [BETTER], 'a'],
    ['created again as it was', DELETED, [{ ...A }], undefined],
  ])('%s: is a conflict unless it is as it was before', (_, change, now, conflict) => {
    const conflicts = conflict === undefined ? [] : [conflict];
    expect(revert([change], ...now)).toEqual({ changes: [], conflicts });
  });
});

describe('a movie that the commit changed more than once', () => {
  test('is as it was before all of it', () => {
    const again = { id: 'a', before: BETTER, after: BEST };
    expect(revert([IMPROVED, again], BEST)).toEqual({ changes: [{ id: 'a', after: A }], conflicts: [] });
    // Only what the commit left counts, not what it made on the way.
    expect(revert([IMPROVED, again], BETTER)).toEqual({ changes: [], conflicts: ['a'] });
  });

  test('is no change if it went and came back, or came and went', () => {
    expect(revert([DELETED, CREATED], A)).toEqual({ changes: [], conflicts: [] });
    expect(revert([CREATED, DELETED])).toEqual({ changes: [], conflicts: [] });
    expect(revert([CREATED, DELETED], A)).toEqual({ changes: [], conflicts: ['a'] });
  });
});

test('movies are put back in the order in which the commit changed them, each by itself', () => {
  const changes = [C, A, B].map((movie) => ({ id: movie.id, before: movie, after: undefined }));
  expect(revert(changes, BETTER)).toEqual({
    changes: [
      { id: 'c', after: C },
      { id: 'b', after: B },
    ],
    conflicts: ['a'],
  });
});
