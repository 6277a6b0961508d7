const PAGE_BITS = 12;
const PAGE_SIZE = 1 << PAGE_BITS;
const NONE = new Int32Array();

/**
 * Room for whole numbers, in blocks of a power of two. It is outside of the heap, so that garbage collections don't copy
 * it, and a block stays where it is until it is freed. Then others of its size or smaller ones take its room.
 */
export class NumberBlocks {
  /** A block is named by its page and where it starts there. One that is larger than a page goes on in those after it. */
  readonly #pages: Int32Array[] = [];
  /** By exponent: the blocks that are free. */
  readonly #free: number[][] = [];

  /** A block of 2 to the power of `exponent` numbers, which may be any. */
  take(exponent: number): number {
    let found = exponent;
    while (this.#free[found]?.length === 0) found++;
    let block = this.#free[found]?.pop();
    if (block === undefined) {
      found = Math.max(exponent, PAGE_BITS);
      block = this.#addPages(1 << found);
    }
    while (found-- > exponent) this.free(block + (1 << found), found);
    return block;
  }

  /** @param block one that was taken, or the second half of it */
  free(block: number, exponent: number): void {
    while (exponent >= this.#free.length) this.#free.push([]);
    this.#free[exponent]?.push(block);
  }

  /** Where the numbers of a block are, from `startOf` on. */
  numbersOf(block: number): Int32Array {
    return this.#pages[block >>> PAGE_BITS] ?? NONE;
  }

  startOf(block: number): number {
    return block & (PAGE_SIZE - 1);
  }

  #addPages(size: number): number {
    const block = this.#pages.length << PAGE_BITS;
    const numbers = new Int32Array(size);
    for (let start = 0; start < size; start += PAGE_SIZE) this.#pages.push(numbers.subarray(start));
    return block;
  }
}
