import { expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { barLines } from './bars.js';

const GENRES = [
  { name: 'Drama', count: 1_200 },
  { name: 'Thriller/Suspense', count: 238 },
  { name: '時代劇', count: 1 },
  { name: 'None', count: 0 },
];

test('bars are as long as their counts are large, and what there is any of has a part of a block', () => {
  expect(barLines(GENRES, 80)).toEqual([
    `Drama              1,200  ${'█'.repeat(40)}`,
    `Thriller/Suspense    238  ${'█'.repeat(7)}▉`,
    '時代劇                 1  ▏',
    'None                   0',
  ]);
});

test.each([30, 40, 60])(
  'in %d columns no line is wider, names are cut for bars, and the bars fill the rest',
  (width) => {
    const lines = barLines(
      [...GENRES, { name: 'A genre with a name that is too long for all but a wide screen', count: 1_200 }],
      width,
    );
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBe(width);
    expect(lines.at(-1)).toMatch(/^A gen.*… {2}1,200 {2}█{10,}$/);
  },
);
