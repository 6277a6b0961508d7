/** Remembers where in a file each record was, in little memory: most often the next record is one line further. */
export class Places {
  readonly #jumps: { readonly position: number; readonly place: number }[] = [];
  #count = 0;

  /** How many records there were. */
  get count(): number {
    return this.#count;
  }

  /** Remembers the place of the next record. */
  add(place: number): void {
    if (this.of(this.#count) !== place) this.#jumps.push({ position: this.#count, place });
    this.#count += 1;
  }

  /** The place of the record at a position, from 0. */
  of(position: number): number {
    const jump = this.#jumps.findLast((candidate) => candidate.position <= position);
    return jump ? jump.place + position - jump.position : position;
  }
}
