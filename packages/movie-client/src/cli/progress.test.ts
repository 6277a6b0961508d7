import { expect, test } from '@jest/globals';
import { progressLine } from './progress.js';

test('a progress line shows how much is done, how fast, and how long the rest takes', () => {
  expect(progressLine(25_000, 0.25, 2)).toBe('██████░░░░░░░░░░░░░░░░░░  25 %  25,000 movies, 12,500/s, 6 s left');
});

test('where the end is unknown it shows only how fast', () => {
  expect(progressLine(1, undefined, 2)).toBe('1 movie, 1/s');
});
