const PAGE_BITS = 12;
const PAGE_SIZE = 1 << PAGE_BITS;

/**
 * Whole numbers by their index, 0 until they are set. They are outside of the heap, so that garbage collections don't
 * copy them, and in pages, so that nothing else does to make room for more.
 */
export class PagedNumbers {
  readonly #pages: Int32Array[] = [];

  get(index: number): number {
    return this.#pages[index >>> PAGE_BITS]?.[index & (PAGE_SIZE - 1)] ?? 0;
  }

  set(index: number, value: number): void {
    while (index >>> PAGE_BITS >= this.#pages.length) this.#pages.push(new Int32Array(PAGE_SIZE));
    const page = this.#pages[index >>> PAGE_BITS];
    if (page) page[index & (PAGE_SIZE - 1)] = value;
  }
}
