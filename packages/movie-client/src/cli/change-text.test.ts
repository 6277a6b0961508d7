import { expect, test } from '@jest/globals';
import { v1 } from 'movie-proto';
import { changeText } from './change-text.js';

const OLD = v1.Movie.create({
  id: 'a',
  title: 'A',
  rating: 8.2,
  genres: ['Drama'],
  labels: { shelf: 'B', seen: 'yes' },
});

test('a change is said with the old and new values, and nothing in it controls a terminal', () => {
  const after = { ...OLD, title: 'B\u001b', rating: 9 };
  expect(changeText({ before: OLD, after })).toBe('changed: B\ufffd (a): title A → B\ufffd, rating 8.2 → 9');
});

test('a new movie and a deleted one are said by their titles', () => {
  expect(changeText({ before: undefined, after: OLD })).toBe('new: A  8.2  Drama  seen=yes, shelf=B');
  expect(changeText({ before: OLD, after: undefined })).toBe('deleted: A (a)');
});
