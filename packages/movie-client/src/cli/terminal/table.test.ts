import { expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { type Column, fit, layOut, tableLine } from './table.js';

type Row = readonly [string, string, number, string?];

const COLUMNS: readonly Column<Row>[] = [
  { title: 'ID', cutTurn: 3, cutAt: 'middle', text: ([id]) => id },
  { title: 'TITLE', cutTurn: 2, text: ([, title]) => title },
  { title: 'RATING', align: 'right', cutTurn: 3, text: ([, , rating]) => String(rating) },
];
const DIRECTOR: Column<Row> = { title: 'DIRECTOR', cutTurn: 1, text: ([, , , director]) => director ?? '' };

function table(rows: readonly Row[], width: number, all = COLUMNS): string[] {
  const { columns, widths } = layOut(all, rows, width);
  const lines = rows.map((row) => columns.map(({ text }) => text(row)));
  return [columns.map(({ title }) => title), ...lines].map((texts) => tableLine(columns, widths, texts, true));
}

test('numbers are aligned right', () => {
  expect(
    table(
      [
        ['a', 'Up', 8.2],
        ['bb', 'Coco', 10],
      ],
      80,
    ),
  ).toEqual(['ID  TITLE  RATING', 'a   Up        8.2', 'bb  Coco       10']);
});

test.each([
  [80, 'a-rather-long-id  The title of a movie       7  The name of a director'],
  [62, 'a-rather-long-id  The title of a movie       7  The name of a…'],
  [54, 'a-rather-long-id  The title of a movie       7  The n…'],
  [46, 'a-rather-long-id  The title o…       7  The n…'],
  [40, 'a-rather-long-id  The t…       7  The n…'],
  [36, 'a-rath…ng-id  The t…       7  The n…'],
])('a table of %d columns cuts other texts before titles, and ids last and in the middle', (width, line) => {
  const row: Row = ['a-rather-long-id', 'The title of a movie', 7, 'The name of a director'];
  expect(table([row], width, [...COLUMNS, DIRECTOR])[1]).toBe(line);
  expect(stringWidth(line)).toBeLessThanOrEqual(width);
});

test('wide characters count as the columns that a terminal gives them', () => {
  const [, first, second] = table(
    [
      ['a', '千と千尋', 8.6],
      ['b', '👩‍👩‍👧', 1],
    ],
    80,
  );
  expect(first).toBe('a   千と千尋     8.6');
  expect(second).toBe('b   👩‍👩‍👧             1');
});

test('a text is cut between characters, never within one', () => {
  expect(fit('千と千尋の神隠し', 8)).toBe('千と千…');
  expect(fit('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 4)).toBe('👩‍👩‍👧…');
  expect(fit('abcd', 4)).toBe('abcd');
  expect(fit('千と千尋の神隠し', 8, 'middle')).toBe('千と…し');
  expect(fit('abcdefgh', 6, 'middle')).toBe('abc…gh');
  expect(fit('abcd', 2, 'middle')).toBe('a…');
});
