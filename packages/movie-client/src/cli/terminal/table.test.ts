import { expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import { type Column, columnWidths, fit, tableLine } from './table.js';

type Row = readonly [string, string, number];

const COLUMNS: readonly Column<Row>[] = [
  { title: 'ID', shrinks: false, text: ([id]) => id },
  { title: 'TITLE', shrinks: true, text: ([, title]) => title },
  { title: 'RATING', align: 'right', shrinks: false, text: ([, , rating]) => String(rating) },
];

function table(rows: readonly Row[], width: number): string[] {
  const widths = columnWidths(COLUMNS, rows, width);
  const lines = rows.map((row) => COLUMNS.map(({ text }) => text(row)));
  return [COLUMNS.map(({ title }) => title), ...lines].map((texts) => tableLine(COLUMNS, widths, texts));
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

test('a table that is too wide cuts the texts of columns that shrink first', () => {
  const lines = table([['0123456789', 'A title that is far too long for this', 7]], 40);
  expect(lines).toEqual(['ID          TITLE                 RATING', '0123456789  A title that is far…       7']);
});

test('a terminal too narrow for the ids cuts them too', () => {
  for (const line of table([['0123456789012345678901234567890123456', 'Title', 7]], 30)) {
    expect(stringWidth(line)).toBeLessThanOrEqual(30);
  }
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
});
