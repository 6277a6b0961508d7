const BEYOND_ASCII = /[\u0080-\uffff]/;
const MARKS = /\p{M}+/gu;

/**
 * Text without the differences that a reader looking for it doesn't care about: case and accents. `Amélie` and
 * `AMELIE` give the same. For comparing only, never for showing.
 */
export function foldText(text: string): string {
  // Almost every title is plain ASCII, which takes a fraction of the time.
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  // Lower case alone keeps apart what is one letter to a reader: ß from ss, and a final ς from σ.
  const upper = text.toUpperCase();
  // Marks go first, too: putting thousands of them in order takes milliseconds, and then they go anyway.
  const plain = upper.replace(MARKS, '').normalize('NFD').replace(MARKS, '');
  return plain.toLowerCase().replaceAll('ς', 'σ');
}
