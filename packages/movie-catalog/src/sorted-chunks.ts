import { firstIndex } from './first-index.js';

/** A longer chunk is cut in two. Longer ones cost more to replace; shorter ones are more, and cost more to find. */
const MAX_CHUNK = 128;

/** Items in order, cut into chunks. A change costs the same wherever it is: some microseconds among a million. */
export class SortedChunks<Item extends object> {
  readonly #compare: (a: Item, b: Item) => number;
  readonly #chunks: (readonly Item[])[] = [];
  #length = 0;

  /** @param compare tells any two items apart: negative if `a` comes before `b`, positive if after */
  constructor(compare: (a: Item, b: Item) => number) {
    this.#compare = compare;
  }

  /** What they are now. The outer array changes, the chunks don't; none is empty. */
  get chunks(): readonly (readonly Item[])[] {
    return this.#chunks;
  }

  get length(): number {
    return this.#length;
  }

  add(item: Item): void {
    // What comes after all others goes to the end of the last chunk.
    const index = Math.max(0, Math.min(this.#chunkOf(item), this.#chunks.length - 1));
    const chunk = this.#chunks[index] ?? [];
    const longer = chunk.toSpliced(this.#indexIn(chunk, item), 0, item);
    this.#length++;
    if (longer.length <= MAX_CHUNK) this.#chunks[index] = longer;
    else this.#chunks.splice(index, 1, longer.slice(0, MAX_CHUNK >> 1), longer.slice(MAX_CHUNK >> 1));
  }

  /** @param item one that was added */
  remove(item: Item): void {
    const index = this.#chunkOf(item);
    const chunk = this.#chunks[index] ?? [];
    const shorter = chunk.toSpliced(this.#indexIn(chunk, item), 1);
    this.#length--;
    if (shorter.length > 0) this.#chunks[index] = shorter;
    else this.#chunks.splice(index, 1);
  }

  /** The index of the first chunk that doesn't end before the item. */
  #chunkOf(item: Item): number {
    return firstIndex(this.#chunks, (chunk) => {
      const last = chunk.at(-1);
      return last !== undefined && this.#compare(last, item) >= 0;
    });
  }

  #indexIn(chunk: readonly Item[], item: Item): number {
    return firstIndex(chunk, (other) => this.#compare(other, item) >= 0);
  }
}
