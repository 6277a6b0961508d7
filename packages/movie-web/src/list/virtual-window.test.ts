import { expect, test } from '@jest/globals';
import { virtualWindow } from './virtual-window.js';

test.each([
  ['at the top', -200, { first: 0, end: 16 }],
  ['in the middle', 5_000, { first: 90, end: 120 }],
  ['at the end', 9_900, { first: 188, end: 200 }],
  ['beyond the end of a list that became shorter', 50_000, { first: 200, end: 200 }],
])('draws the rows in view and ten on each side, %s', (_where, top, rows) => {
  expect(virtualWindow(top, 500, 50, 200)).toEqual({ first: Math.min(rows.first, 200), end: rows.end });
});
