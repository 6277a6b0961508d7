import { expect, test } from '@jest/globals';
import { progressLine } from './progress.js';

test('a progress line shows what is done, the rate and the time left', () => {
  expect(progressLine(25_000, 0.25, 2)).toBe('██████░░░░░░░░░░░░░░░░░░  25 %  25,000 movies, 12,500/s, 6 s left');
});

test('without a known end, a progress line shows only the count and the rate', () => {
  expect(progressLine(1, undefined, 2)).toBe('1 movie, 1/s');
});
