import { randomInt } from 'node:crypto';

// Looked up once, as in movie-hash.ts.
const { imul } = Math;

/** What a slot has instead of a place. */
const FREE = 0;
const GONE = -1;
const FIRST_SLOTS = 64;

/** The id of the movie in a place; undefined if there is none. */
export type IdAt = (place: number) => string | undefined;

/**
 * The places of movies by their ids, or of other things by their texts, which whoever asks must know by their places. It
 * takes half the memory of a `Map`, and is filled in two thirds of the time: a slot has numbers, so an id is rarely
 * compared with another one.
 */
export class IdPlaces {
  /** So that nobody can choose ids that all want the same slot. */
  readonly #seed = randomInt(2 ** 32);
  /** By slot: 1 more than the place. An id is in the slot that its hash names, or in the first one after it. */
  #places = new Int32Array(FIRST_SLOTS);
  /** By slot: the hash of the id. */
  #hashes = new Int32Array(FIRST_SLOTS);
  #used = 0;
  #size = 0;

  /** How many ids there are. */
  get size(): number {
    return this.#size;
  }

  /** The place of an id; undefined if it has none. */
  get(id: string, idAt: IdAt): number | undefined {
    const slot = this.#find(id, this.#hashOf(id), idAt);
    const entry = this.#places[slot] ?? FREE;
    return entry === FREE ? undefined : entry - 1;
  }

  /** The place of an id; if it has none, it gets `place`. */
  getOrAdd(id: string, place: number, idAt: IdAt): number {
    const hash = this.#hashOf(id);
    const slot = this.#find(id, hash, idAt);
    const entry = this.#places[slot] ?? FREE;
    if (entry !== FREE) return entry - 1;
    this.#places[slot] = place + 1;
    this.#hashes[slot] = hash;
    this.#size++;
    if (++this.#used > this.#places.length * 0.75) this.#grow();
    return place;
  }

  /** Forgets an id, whose movie must still be in its place. */
  delete(id: string, idAt: IdAt): void {
    const slot = this.#find(id, this.#hashOf(id), idAt);
    if (this.#places[slot] === FREE) return;
    // The slot stays used, as others may have been put behind it.
    this.#places[slot] = GONE;
    this.#size--;
  }

  /** The slot of an id, or the free one where the search for it ends. */
  #find(id: string, hash: number, idAt: IdAt): number {
    const places = this.#places;
    let slot = firstSlot(hash, places.length);
    for (let entry = places[slot]; entry; entry = places[slot]) {
      if (entry !== GONE && this.#hashes[slot] === hash && idAt(entry - 1) === id) break;
      slot = slot + 1 === places.length ? 0 : slot + 1;
    }
    return slot;
  }

  /** Makes room for half as many more, and leaves out what is gone. */
  #grow(): void {
    const [places, hashes] = [this.#places, this.#hashes];
    const slots = Math.max(FIRST_SLOTS, Math.ceil(this.#size * 2));
    this.#places = new Int32Array(slots);
    this.#hashes = new Int32Array(slots);
    this.#used = this.#size;
    for (let old = 0; old < places.length; old++) {
      const entry = places[old] ?? FREE;
      if (entry === FREE || entry === GONE) continue;
      const hash = hashes[old] ?? 0;
      let slot = firstSlot(hash, slots);
      while (this.#places[slot] !== FREE) slot = slot + 1 === slots ? 0 : slot + 1;
      this.#places[slot] = entry;
      this.#hashes[slot] = hash;
    }
  }

  #hashOf(id: string): number {
    let hash = this.#seed;
    for (let index = 0; index < id.length; index++) hash = imul(hash ^ id.charCodeAt(index), 0x9e3779b1);
    return imul(hash ^ (hash >>> 15), 0x85ebca6b);
  }
}

/** Hashes that follow one another want slots that do, so that a larger table is filled from one end to the other. */
function firstSlot(hash: number, slots: number): number {
  return Math.floor(((hash >>> 0) * slots) / 2 ** 32);
}
