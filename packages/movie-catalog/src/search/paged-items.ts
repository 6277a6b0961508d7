const PAGE_BITS = 10;
const PAGE_SIZE = 1 << PAGE_BITS;

/** Items by their index, in pages, so that none are copied to make room for more. */
export class PagedItems<Item> {
  readonly #pages: (Item | undefined)[][] = [];
  #length = 0;

  /** 1 more than the highest index that was set. */
  get length(): number {
    return this.#length;
  }

  get(index: number): Item | undefined {
    return this.#pages[index >>> PAGE_BITS]?.[index & (PAGE_SIZE - 1)];
  }

  set(index: number, item: Item | undefined): void {
    while (index >>> PAGE_BITS >= this.#pages.length) this.#pages.push(new Array(PAGE_SIZE));
    const page = this.#pages[index >>> PAGE_BITS];
    if (page) page[index & (PAGE_SIZE - 1)] = item;
    if (index >= this.#length) this.#length = index + 1;
  }
}
