import { randomInt } from 'node:crypto';
import { type IsAt, PlaceTable } from './place-table.js';

// Looked up once, as in movie-hash.ts.
const { imul } = Math;

/** Ids are spread over 64 tables by the first bits of their hashes. Each grows by itself, so that no step takes long. */
const TABLE_BITS = 6;

/**
 * The places of movies by their ids, or of other things by their texts, which whoever asks must know by their places. It
 * takes half the memory of a `Map`, and is filled in two thirds of the time: a slot has numbers, so an id is rarely
 * compared with another one.
 */
export class IdPlaces {
  /** So that nobody can choose ids that all want the same slot. */
  readonly #seed = randomInt(2 ** 32);
  readonly #tables: PlaceTable[] = [];
  #size = 0;

  /** How many ids there are. */
  get size(): number {
    return this.#size;
  }

  /** The place of an id; undefined if it has none. */
  get(id: string, isAt: IsAt): number | undefined {
    const hash = this.#hashOf(id, 0, id.length);
    const table = this.#tableOf(hash);
    return table.placeIn(table.find(hash, isAt, id, 0, id.length));
  }

  /** The place of an id, which may be a part of a text; if it has none, it gets `place`. */
  getOrAdd(text: string, place: number, isAt: IsAt, start = 0, end = text.length): number {
    const hash = this.#hashOf(text, start, end);
    const table = this.#tableOf(hash);
    const slot = table.find(hash, isAt, text, start, end);
    const known = table.placeIn(slot);
    if (known !== undefined) return known;
    table.add(slot, place, hash);
    this.#size++;
    return place;
  }

  /** Forgets an id, whose movie must still be in its place. */
  delete(id: string, isAt: IsAt): void {
    const hash = this.#hashOf(id, 0, id.length);
    const table = this.#tableOf(hash);
    const slot = table.find(hash, isAt, id, 0, id.length);
    if (table.placeIn(slot) === undefined) return;
    table.delete(slot);
    this.#size--;
  }

  #tableOf(hash: number): PlaceTable {
    const index = hash >>> (32 - TABLE_BITS);
    const known = this.#tables[index];
    if (known) return known;
    const table = new PlaceTable(TABLE_BITS);
    this.#tables[index] = table;
    return table;
  }

  #hashOf(text: string, start: number, end: number): number {
    let hash = this.#seed;
    for (let index = start; index < end; index++) hash = imul(hash ^ text.charCodeAt(index), 0x9e3779b1);
    return imul(hash ^ (hash >>> 15), 0x85ebca6b);
  }
}
