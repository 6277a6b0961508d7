import { expect, test } from '@jest/globals';
import { csvRows } from './csv-rows.js';

/** The rows of a text that comes character by character, as `line: fields`. */
async function rowsOf(text: string): Promise<string[]> {
  async function* characters() {
    yield* text;
  }
  const rows = [];
  for await (const { fields, line, problem } of csvRows(characters())) {
    rows.push(`${line}: ${problem?.message ?? JSON.stringify(fields)}`);
  }
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
  ['a;"b,;";c\n1,5;2;', ['1: ["a","b,;","c"]', '2: ["1,5","2",""]']],
  ['a\tb,c\td\n', ['1: ["a","b,c","d"]']],
  ['"x;y;z",b\n', ['1: ["x;y;z","b"]']],
  ['sep=:\na;b', ['1: ["sep=:"]', '2: ["a;b"]']],
  ['sep=;\r\na,b;c', ['2: ["a,b","c"]']],
  ['sep=\t\na;b\t', ['2: ["a;b",""]']],
])('%j is separated as its first line is: %j', async (text, rows) => {
  expect(await rowsOf(text)).toEqual(rows);
});

test.each([
  ['a\n"b"c,"d\n",e\nf', ['1: ["a"]', '2: has text after a closing quotation mark', '4: ["f"]']],
  ['a\nb"c,d"e\nf', ['1: ["a"]', "2: has a quotation mark within a field that doesn't begin with one", '3: ["f"]']],
  ['a\n\n"b\n\n', ['1: ["a"]', '3: lacks a closing quotation mark, so that it goes on to the end of the file']],
])('%j has a bad row, and those after it are read', async (text, rows) => {
  expect(await rowsOf(text)).toEqual(rows);
});
