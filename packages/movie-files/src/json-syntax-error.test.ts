import { describe, expect, test } from '@jest/globals';
import { findSyntaxError, lineAndColumn } from './json-syntax-error.js';

describe('findSyntaxError', () => {
  const errors: [string, number, string][] = [
    ['', 0, 'ends where a value should be'],
    ['[1, 2', 5, 'ends where "," or "]" should be'],
    ['{"a": ', 6, 'ends where a value should be'],
    ['[1,]', 3, 'has "]" where a value should be'],
    ['{"a":1,}', 7, 'has "}" where a key should be'],
    ['{"a":1 "b":2}', 7, 'has a string where "," or "}" should be'],
    ['{"a" 1}', 5, 'has "1" where ":" should be'],
    ["{'a': 1}", 1, `has "'" where a key or "}" should be`],
    ['[{]}', 2, 'has "]" where a key or "}" should be'],
    ['[NaN]', 1, 'has "N" where a value or "]" should be'],
    ['[01]', 2, 'has "1" where "," or "]" should be'],
    ['["a\nb"]', 1, 'has a string that is not closed or has a bad character where a value or "]" should be'],
    ['["\\x"]', 1, 'has a string that is not closed or has a bad character where a value or "]" should be'],
    ['{} {}', 3, 'has "{" where nothing more should be'],
    ['[// no\n]', 1, 'has "/" where a value or "]" should be'],
    ['[🎬]', 1, 'has "🎬" where a value or "]" should be'],
  ];
  test.each(errors)('%j', (text, index, description) => {
    expect(findSyntaxError(text)).toEqual({ index, description });
  });

  test('agrees with JSON.parse on what is JSON, for texts broken at random', () => {
    const good = '{"movies":[ {"a\\u0041\\n":-1.5e+3,"b":[true,false,null,{}],"c":"é🎬"},\r\n[] ] }';
    const parts = ['{', '}', '[', ']', ',', ':', '"', '\\', '1', '.', 'e', '-', 'true', ' ', '\n', '\u0001', '\u007f'];
    for (let round = 0; round < 5_000; round++) {
      const at = Math.floor(Math.random() * good.length);
      const part = parts[Math.floor(Math.random() * parts.length)] ?? '';
      const text = good.slice(0, at) + part + good.slice(at + Math.floor(Math.random() * 3));
      expect([text, findSyntaxError(text) === undefined]).toEqual([text, isJson(text)]);
    }
  });

  test('takes time in proportion to the text, however deep it is or long its strings', () => {
    expect(findSyntaxError(`${'['.repeat(200_000)}`)?.index).toBe(200_000);
    expect(findSyntaxError(`["${'a\\n'.repeat(200_000)}`)?.index).toBe(1);
  });
});

test('lineAndColumn counts from 1, and lines by their line feeds', () => {
  const text = 'ab\r\n\ncd';
  expect([0, 1, 4, 5, 6, 7].map((index) => lineAndColumn(text, index))).toEqual([
    'line 1 column 1',
    'line 1 column 2',
    'line 2 column 1',
    'line 3 column 1',
    'line 3 column 2',
    'line 3 column 3',
  ]);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
