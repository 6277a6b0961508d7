import { expect, test } from '@jest/globals';
import { foldText } from './fold-text.js';

test.each([
  ['Amélie', 'AMELIE'],
  ['AMÉLIE', 'Ame\u0301lie'],
  ['Straße', 'STRASSE'],
  ['ΟΔΥΣΣΕΎΣ', 'οδυσσευς'],
  ['İstanbul', 'istanbul'],
  ['Łódź', 'lodz'],
  ['ŒUVRE', 'oeuvre'],
  ['Þór på Ærø', 'thor pa aero'],
  ['Đặng', 'dang'],
  ['GROẞ', 'gross'],
  ['Kızıl', 'kizil'],
])('%s is the same as %s', (text, same) => {
  expect(foldText(text)).toBe(foldText(same));
});

test('the beginning of a word stays the beginning of the folded word', () => {
  expect(foldText('ΟΔΥΣΣΕΥΣ')).toContain(foldText('ΟΔΥΣ'));
});

test('different letters stay different', () => {
  expect(foldText('Alien')).not.toBe(foldText('Aliens'));
  expect(foldText('七人の侍')).not.toBe(foldText('七人の'));
});
