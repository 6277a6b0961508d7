import { expect, test } from '@jest/globals';
import { csvRows } from './csv-rows.js';

/** The rows of a text that comes character by character, as `line: fields`. */
async function rowsOf(text: string): Promise<string[]> {
  async function* characters() {
    yield* text;
  }
  const rows = [];
  for await (const { fields, line } of csvRows(characters())) rows.push(`${line}: ${JSON.stringify(fields)}`);
  return rows;
}

test.each([
  ['a,b\r\n"c""d",\n\n,', ['1: ["a","b"]', '2: ["c\\"d",""]', '4: ["",""]']],
  ['a\r"b\r\nc\nd\re"\rf', ['1: ["a"]', '2: ["b\\r\\nc\\nd\\re"]', '6: ["f"]']],
  ['""\n"a"', ['1: [""]', '2: ["a"]']],
  ['\r\n\r\na', ['3: ["a"]']],
])('%j has the rows %j', async (text, rows) => {
  expect(await rowsOf(text)).toEqual(rows);
});

test.each([
  ['a\n"b"c\n', /line 2 has text after a closing quotation mark/],
  ['a\nb"c\n', /line 2 has a quotation mark within a field/],
  ['a\n\n"b\n\n', /the row on line 3 lacks a closing quotation mark/],
])('%j is not CSV', async (text, message) => {
  await expect(rowsOf(text)).rejects.toThrow(message);
});
