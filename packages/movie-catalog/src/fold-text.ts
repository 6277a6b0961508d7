const BEYOND_ASCII = /[\u0080-\uffff]/;
const MARKS = /\p{M}+/gu;
/** Letters that Unicode doesn't take apart, and what people type for them. */
const PLAIN: Readonly<Record<string, string>> = {
  Æ: 'AE',
  Ð: 'D',
  Ø: 'O',
  Þ: 'TH',
  Đ: 'D',
  Ħ: 'H',
  ĸ: 'K',
  Ł: 'L',
  Ŋ: 'N',
  Œ: 'OE',
  Ŧ: 'T',
  ẞ: 'SS',
};
const NOT_PLAIN = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');

/**
 * Text without the differences that a reader looking for it doesn't care about: case, accents, and letters of other
 * keyboards. `Amélie` and `AMELIE` give the same, and so do `Łódź` and `lodz`. For comparing only, never for showing.
 */
export function foldText(text: string): string {
  // Almost every title is plain ASCII, which takes a fraction of the time.
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  // Lower case alone keeps apart what is one letter to a reader: ß from ss, and a final ς from σ.
  const upper = text.toUpperCase();
  // Marks go first, too: putting thousands of them in order takes milliseconds, and then they go anyway.
  const unmarked = upper.replace(MARKS, '').normalize('NFD').replace(MARKS, '');
  const plain = unmarked.replace(NOT_PLAIN, (letter) => PLAIN[letter] ?? letter);
  return plain.toLowerCase().replaceAll('ς', 'σ');
}
