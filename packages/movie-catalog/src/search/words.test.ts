import { expect, test } from '@jest/globals';
import { typedWords, wordsOf } from './words.js';

function typed(text: string): string[] {
  return typedWords(text).map((word) => word.typed);
}

test.each([
  ['Ålien, THE  thing', ['Ålien', 'THE', 'thing']],
  ['…Amélie!', ['Amélie']],
  ['20世紀 8½', ['20', '世紀', '8', '1', '2']],
  [' ?! ', ['?!']],
  [' ', []],
])('the words of %j, as they were written, are %j', (text, words) => {
  expect(typed(text)).toEqual(words);
});

test('whatever is written, the words are the same as those of a title', () => {
  for (let unit = 0; unit < 0x3100; unit += 100) {
    const signs = Array.from({ length: 100 }, (_, index) => String.fromCharCode(unit + index));
    const text = signs.map((sign) => `a${sign}b ${sign} 7${sign}`).join(' ');
    expect(typedWords(text).map(({ word }) => word)).toEqual(wordsOf(text, 10_000));
  }
});

test('a word ends where Unicode says, in plain ASCII as well as beyond', () => {
  const ascii = Array.from({ length: 128 }, (_, letter) => String.fromCharCode(letter));
  for (const sign of [...ascii, '«', '\u2044', '\u{10100}']) {
    const text = `a${sign}b${sign}${sign}c`;
    expect(wordsOf(text, 10)).toEqual(text.toLowerCase().match(/[^\n\r\p{Z}\p{P}\u2044]+/gu));
  }
});

test('long words count as their first 64 letters, and the first words count', () => {
  expect(wordsOf(`${'a'.repeat(65)} b, c`, 2)).toEqual(['a'.repeat(64), 'b']);
});
