import type { Operation } from './history.js';
import type { MadeChange } from './replayed-feed.js';

/** Which part of the feed was made at a moment of the callers' clock, as far as the answers of writes tell. */
export class FeedTimes {
  /** By moment: the last position of the writes that were acknowledged until then. */
  readonly #least: number[];
  /** By moment: the last position before that of any write that began then or later. */
  readonly #most: number[];

  constructor(operations: readonly Operation[], made: readonly MadeChange[]) {
    const moments = operations.reduce((latest, { begin }) => Math.max(latest, begin), 0) + operations.length;
    this.#least = new Array<number>(moments).fill(0);
    this.#most = new Array<number>(moments).fill(made.at(-1)?.position ?? 0);
    for (const { position, operation } of made) {
      const { begin, end } = operation;
      if (Number.isFinite(end)) this.#least[end] = Math.max(position, this.#least[end] ?? 0);
      this.#most[begin] = Math.min(position - 1, this.#most[begin] ?? 0);
    }
    keep(this.#least, Math.max);
    keep(this.#most.reverse(), Math.min);
    this.#most.reverse();
  }

  /** The positions that were the last one at some time between two moments. */
  between(begin: number, end: number): { readonly from: number; readonly to: number } {
    return { from: this.#least[begin] ?? 0, to: this.#most[end] ?? 0 };
  }
}

/** Makes each number the highest or lowest until there. */
function keep(numbers: number[], choose: (one: number, other: number) => number): void {
  for (const [index, number] of numbers.entries()) numbers[index] = choose(number, numbers[index - 1] ?? number);
}
