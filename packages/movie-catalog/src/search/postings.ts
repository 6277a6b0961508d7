import { NumberBlocks } from './number-blocks.js';
import { PagedNumbers } from './paged-numbers.js';

/**
 * The movies that have a word; those of the index are in ascending order. A posting is a movie's slot and how often it has
 * the word. It counts to four, which tells `New York, New York` apart.
 */
export type Postings = Int32Array;

const MAX_COUNT = 4;
export const NO_POSTINGS: Postings = new Int32Array();

export function postingOf(slot: number, count: number): number {
  return slot * MAX_COUNT + count - 1;
}

export function slotOf(posting: number): number {
  return posting >>> 2;
}

export function countOf(posting: number): number {
  return (posting & 3) + 1;
}

/** Whether a movie has postings. */
export function hasSlot(postings: Postings, slot: number): boolean {
  const posting = postings[firstFrom(slot, postings, 0, postings.length)];
  return posting !== undefined && slotOf(posting) === slot;
}

/** Postings in lists, each of which has a number. Half of the lists have one posting; some have one for each movie. */
export class PostingLists {
  /** By list: how many postings it has. */
  readonly #lengths = new PagedNumbers();
  /** By list: the smallest block that has room for its postings. */
  readonly #starts = new PagedNumbers();
  readonly #blocks = new NumberBlocks();

  lengthOf(list: number): number {
    return this.#lengths.get(list);
  }

  /** To be read before the next change. */
  get(list: number): Postings {
    const length = this.#lengths.get(list);
    if (length === 0) return NO_POSTINGS;
    const block = this.#starts.get(list);
    const start = this.#blocks.startOf(block);
    return this.#blocks.numbersOf(block).subarray(start, start + length);
  }

  /** Counts a word of a movie. @returns whether it is the movie's first one in this list */
  add(list: number, slot: number): boolean {
    const length = this.#lengths.get(list);
    const block = this.#starts.get(list);
    const numbers = this.#blocks.numbersOf(block);
    const start = this.#blocks.startOf(block);
    const end = start + length;
    const place = firstFrom(slot, numbers, start, end);
    const posting = numbers[place] ?? 0;
    if (place < end && slotOf(posting) === slot) {
      if (countOf(posting) < MAX_COUNT) numbers[place] = posting + 1;
      return false;
    }
    if (isPower(length)) this.#move(list, length);
    this.#insert(list, place - start, postingOf(slot, 1));
    return true;
  }

  /** Takes a movie out. @returns whether it was there */
  remove(list: number, slot: number): boolean {
    const length = this.#lengths.get(list);
    const block = this.#starts.get(list);
    const numbers = this.#blocks.numbersOf(block);
    const start = this.#blocks.startOf(block);
    const end = start + length;
    const place = firstFrom(slot, numbers, start, end);
    if (place === end || slotOf(numbers[place] ?? 0) !== slot) return false;
    numbers.copyWithin(place, place + 1, end);
    const rest = length - 1;
    this.#lengths.set(list, rest);
    // Half of the block is enough.
    if (isPower(rest)) this.#blocks.free(block + rest, exponentOf(rest));
    return true;
  }

  /** Moves a list that fills its block to a larger one. */
  #move(list: number, length: number): void {
    const larger = this.#blocks.take(exponentOf(length + 1));
    if (length > 0) {
      const start = this.#blocks.startOf(larger);
      this.#blocks.numbersOf(larger).set(this.get(list), start);
      this.#blocks.free(this.#starts.get(list), exponentOf(length));
    }
    this.#starts.set(list, larger);
  }

  #insert(list: number, index: number, posting: number): void {
    const block = this.#starts.get(list);
    const numbers = this.#blocks.numbersOf(block);
    const length = this.#lengths.get(list);
    const start = this.#blocks.startOf(block);
    const place = start + index;
    numbers.copyWithin(place + 1, place, start + length);
    numbers[place] = posting;
    this.#lengths.set(list, length + 1);
  }
}

/** The exponent of the smallest power of two that is not below a number. */
function exponentOf(length: number): number {
  return length <= 1 ? 0 : 32 - Math.clz32(length - 1);
}

/** Whether a list of this length fills its block. */
function isPower(length: number): boolean {
  return (length & (length - 1)) === 0;
}

/** Where the first posting is that doesn't come before a slot. */
function firstFrom(slot: number, postings: Int32Array, start: number, end: number): number {
  // Most movies come in the order of their slots.
  if (start === end || slotOf(postings[end - 1] ?? 0) < slot) return end;
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (slotOf(postings[middle] ?? 0) < slot) low = middle + 1;
    else high = middle;
  }
  return low;
}
