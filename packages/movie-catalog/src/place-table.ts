/** Whether the movie in a place has an id, which is a part of a text. */
export type IsAt = (place: number, text: string, start: number, end: number) => boolean;

/** What a slot has instead of a place. */
const FREE = 0;
const GONE = -1;
const FIRST_SLOTS = 8;
/** A slot has two numbers: 1 more than the place, and the hash of the id. */
const WIDTH = 2;

/** A hash table of places. An id is in the slot that its hash names, or in the first one after it. */
export class PlaceTable {
  readonly #sameBits: number;
  #slots = new Int32Array(FIRST_SLOTS * WIDTH);
  #used = 0;
  #size = 0;

  /** @param sameBits how many bits all hashes of the table have in common, the first ones */
  constructor(sameBits: number) {
    this.#sameBits = sameBits;
  }

  /** The slot of an id, or the free one where the search for it ends. */
  find(hash: number, isAt: IsAt, text: string, start: number, end: number): number {
    const slots = this.#slots;
    let slot = this.#firstSlot(hash);
    for (let entry = slots[slot]; entry; entry = slots[slot]) {
      if (entry !== GONE && slots[slot + 1] === hash && isAt(entry - 1, text, start, end)) break;
      slot = this.#nextSlot(slot);
    }
    return slot;
  }

  /** The place in a slot that was found; undefined if it is free. */
  placeIn(slot: number): number | undefined {
    const entry = this.#slots[slot] ?? FREE;
    return entry === FREE ? undefined : entry - 1;
  }

  /** @param slot a free one that was found for the hash */
  add(slot: number, place: number, hash: number): void {
    this.#slots[slot] = place + 1;
    this.#slots[slot + 1] = hash;
    this.#size++;
    if (++this.#used * WIDTH > this.#slots.length * 0.75) this.#grow();
  }

  /** @param slot one that was found, and is not free */
  delete(slot: number): void {
    // The slot stays used, as others may have been put behind it.
    this.#slots[slot] = GONE;
    this.#size--;
  }

  /** Makes room for half as many more, and leaves out what is gone. */
  #grow(): void {
    const old = this.#slots;
    const slots = new Int32Array(Math.max(FIRST_SLOTS, this.#size * 2) * WIDTH);
    this.#slots = slots;
    this.#used = this.#size;
    for (let from = 0; from < old.length; from += WIDTH) {
      const entry = old[from] ?? FREE;
      if (entry === FREE || entry === GONE) continue;
      const hash = old[from + 1] ?? 0;
      let slot = this.#firstSlot(hash);
      while (slots[slot] !== FREE) slot = this.#nextSlot(slot);
      slots[slot] = entry;
      slots[slot + 1] = hash;
    }
  }

  /** Hashes that follow one another want slots that do, so that a larger table is filled from one end to the other. */
  #firstSlot(hash: number): number {
    const part = ((hash << this.#sameBits) >>> 0) / 2 ** 32;
    return Math.floor(part * (this.#slots.length / WIDTH)) * WIDTH;
  }

  #nextSlot(slot: number): number {
    return slot + WIDTH === this.#slots.length ? 0 : slot + WIDTH;
  }
}
