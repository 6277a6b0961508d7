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
