import { firstIndex } from '../first-index.js';

/** A movie that was found, by its place in the index. */
export interface Hit {
  readonly slot: number;
  readonly score: number;
}

/** Keeps the best of many hits, best first; of the same score, the first that came. */
export class BestHits {
  readonly #limit: number;
  readonly #hits: Hit[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get hits(): readonly Hit[] {
    return this.#hits;
  }

  add(slot: number, score: number): void {
    if (this.#hits.length >= this.#limit) {
      if (score <= (this.#hits.at(-1)?.score ?? Infinity)) return;
      this.#hits.pop();
    }
    const index = firstIndex(this.#hits, (hit) => hit.score < score);
    this.#hits.splice(index, 0, { slot, score });
  }
}
