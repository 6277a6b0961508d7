/** Remembers where each record of a file is. It needs little memory, since most records are on the next line. */
export class Places {
  readonly #jumps: { readonly index: number; readonly place: number }[] = [];
  #count = 0;

  /** How many records were added. */
  get count(): number {
    return this.#count;
  }

  /** Adds the place of the next record. */
  add(place: number): void {
    if (this.of(this.#count) !== place) this.#jumps.push({ index: this.#count, place });
    this.#count += 1;
  }

  /** The place of the record with this index. */
  of(index: number): number {
    const jump = this.#jumps.findLast((candidate) => candidate.index <= index);
    return jump ? jump.place + index - jump.index : index;
  }
}
