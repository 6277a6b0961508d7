import type { ValueCount } from 'movie-proto/web';

/**
 * The value that a person may have meant; undefined if one matches, so that the text isn't what is wrong, or if none is
 * like it.
 *
 * @param values the most frequent first
 * @param match whether a value must contain the text, or be it
 */
export function nearest(
  text: string,
  values: readonly ValueCount[],
  match: 'part' | 'whole' = 'part',
): ValueCount | undefined {
  const sought = folded(text);
  const matches = (name: string) => (match === 'part' ? name.includes(sought) : name === sought);
  if (sought === '' || values.some(({ value }) => matches(folded(value)))) return undefined;
  const most = Math.max(1, Math.floor(sought.length / 3));
  let best: ValueCount | undefined;
  let least = most + 1;
  for (const candidate of values) {
    const name = folded(candidate.value);
    // Somebody types a part of a name: `Speilberg`.
    const steps = Math.min(...[name, ...name.split(/[^\p{L}\p{N}]+/u)].map((part) => stepsBetween(sought, part)));
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

/** Text without case and accents. */
function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** How many letters must be added, removed, changed or swapped with the next one to make one text of the other. */
function stepsBetween(one: string, other: string): number {
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const at = (line: readonly number[], index: number) => line[index] ?? Number.POSITIVE_INFINITY;
      const swap = isSwapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY;
      const change = at(last, column - 1) + (isSame ? 0 : 1);
      next.push(Math.min(at(last, column) + 1, at(next, column - 1) + 1, change, swap));
    }
    [before, last] = [last, next];
  }
  return last.at(-1) ?? 0;
}
