/** Letters that Unicode doesn't take apart, and what people type for them. */
const PLAIN: Readonly<Record<string, string>> = {
  Æ: 'AE',
  Ð: 'D',
  Đ: 'D',
  Ħ: 'H',
  Ł: 'L',
  Ø: 'O',
  Œ: 'OE',
  Þ: 'TH',
  Ŧ: 'T',
  ĸ: 'K',
  Ŋ: 'N',
  ẞ: 'SS',
};
const NOT_PLAIN = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');

/** A text without what people spell in different ways: case, accents, and letters of other keyboards. */
export function folded(text: string): string {
  // As the server does. Lower case alone keeps apart what is one letter to a reader: ß from ss, and a final ς from σ.
  const bare = text.toUpperCase().normalize('NFD').replace(/\p{M}/gu, '');
  return bare
    .replace(NOT_PLAIN, (letter) => PLAIN[letter] ?? letter)
    .toLowerCase()
    .replaceAll('ς', 'σ');
}

/**
 * How many letters must be added, left out, changed or swapped with their neighbour to make one text of another
 * (the optimal string alignment distance).
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = from[row - 1] === to[column - 1];
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? 0;
}

/** How far a text is from another one or from its nearest word; undefined if that is too far to be a slip. */
export function slipDistance(sought: string, value: string): number | undefined {
  const [from, whole] = [folded(sought), folded(value)];
  const words = whole.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const distance = Math.min(...[whole, ...words].map((text) => editDistance(from, text)));
  // One letter is no slip for any other.
  const most = Math.min(from.length - 1, Math.max(1, Math.floor(from.length / 3)));
  return distance <= most ? distance : undefined;
}
