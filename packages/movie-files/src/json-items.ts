/** Where an item of an array is in a text. */
export interface JsonItem {
  /** The line that it begins on, from 1. */
  readonly line: number;
  /** In characters. */
  readonly length: number;
}

// Numbers and the like are of no interest. The string's pattern never has two ways to go on.
const TOKEN = /[{}[\],]|"[^"\\]*(?:\\.[^"\\]*)*"/g;

/** The items of the array of movies in a text that is JSON: the outermost array, or the one under `"movies"`. */
export function jsonItems(text: string): readonly JsonItem[] {
  const items: JsonItem[] = [];
  const lines = new LineCounter(text);
  let depth = 0;
  let key = '';
  /** How deep the items are; undefined before their array. */
  let itemDepth: number | undefined;
  let start = 0;
  const endItem = (end: number) => {
    const skipped = text.slice(start, end).search(/\S/);
    if (skipped >= 0) items.push({ line: lines.at(start + skipped), length: end - start - skipped });
    start = end + 1;
  };
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      depth += 1;
      const isOurs = token === '[' && (depth === 1 || (depth === 2 && isMovies(key)));
      if (itemDepth === undefined && isOurs) {
        itemDepth = depth;
        start = index + 1;
      }
    } else if (token === '}' || token === ']') {
      if (depth === itemDepth) {
        endItem(index);
        return items;
      }
      depth -= 1;
    } else if (token === ',') {
      if (depth === itemDepth) endItem(index);
    } else if (depth === 1) key = token;
  }
  return items;
}

function isMovies(key: string): boolean {
  return key !== '' && JSON.parse(key) === 'movies';
}

/** Counts the lines of a text from its beginning to its end, once. */
class LineCounter {
  readonly #text: string;
  #line = 1;
  #next: number;

  constructor(text: string) {
    this.#text = text;
    this.#next = text.indexOf('\n');
  }

  /** The line of an index, which must not be below the one before. */
  at(index: number): number {
    while (this.#next !== -1 && this.#next < index) {
      this.#line += 1;
      this.#next = this.#text.indexOf('\n', this.#next + 1);
    }
    return this.#line;
  }
}
