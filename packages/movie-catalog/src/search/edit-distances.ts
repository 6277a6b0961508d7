/**
 * How far texts are from a word: how often a letter must be changed, added or left out, or two neighbours swapped
 * (optimal string alignment). Texts that come in order share the work for their common beginnings.
 */
export class EditDistances {
  readonly #word: string;
  #text = '';
  /** For each beginning of the text: its distances from all beginnings of the word. */
  readonly #rows: number[][];

  constructor(word: string) {
    this.#word = word;
    this.#rows = [Array.from({ length: word.length + 1 }, (_, index) => index)];
  }

  /** How far the text that was followed to its end is from the word. */
  get last(): number {
    return this.#rows[this.#text.length]?.[this.#word.length] ?? 0;
  }

  /**
   * Goes on to another text.
   *
   * @returns the length of its first beginning of which nothing can come that is within `max`; undefined if there is
   *   none
   */
  follow(text: string, max: number): number | undefined {
    let length = commonLength(this.#text, text);
    while (length < text.length) {
      const nearest = this.#add(text, length);
      length++;
      if (nearest > max) {
        this.#text = text.slice(0, length);
        return length;
      }
    }
    this.#text = text;
    return undefined;
  }

  /** Makes the row after the beginning of a text of this length. Returns its least distance. */
  #add(text: string, length: number): number {
    const word = this.#word;
    const unit = text.charCodeAt(length);
    const unitBefore = text.charCodeAt(length - 1);
    const before = this.#rows[length] ?? [];
    const beforeSwap = this.#rows[length - 1] ?? [];
    const row = this.#rows[length + 1] ?? [];
    this.#rows[length + 1] = row;
    let nearest = length + 1;
    row[0] = nearest;
    for (let index = 0; index < word.length; index++) {
      const replaced = (before[index] ?? 0) + (word.charCodeAt(index) === unit ? 0 : 1);
      let distance = Math.min(replaced, (before[index + 1] ?? 0) + 1, (row[index] ?? 0) + 1);
      if (word.charCodeAt(index) === unitBefore && word.charCodeAt(index - 1) === unit) {
        distance = Math.min(distance, (beforeSwap[index - 1] ?? 0) + 1);
      }
      row[index + 1] = distance;
      if (distance < nearest) nearest = distance;
    }
    return nearest;
  }
}

function commonLength(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  let length = 0;
  while (length < end && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}
