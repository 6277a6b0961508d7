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

  /** Whether a score is among the best so far. */
  takes(score: number): boolean {
    return this.#hits.length < this.#limit || score > (this.#hits.at(-1)?.score ?? Infinity);
  }

  /** @param score one that it takes */
  add(slot: number, score: number): void {
    if (this.#hits.length >= this.#limit) this.#hits.pop();
    const index = firstIndex(this.#hits, (hit) => hit.score < score);
    this.#hits.splice(index, 0, { slot, score });
  }
}

/** Puts the hits of several tiers in one order, so that all of a tier score more than those after it. */
export function joinTiers(tiers: readonly BestHits[]): Hit[] {
  let hits: Hit[] = [];
  for (const tier of tiers.toReversed()) {
    const lead = hits[0]?.score ?? 0;
    hits = tier.hits.map(({ slot, score }) => ({ slot, score: score + lead })).concat(hits);
  }
  return hits;
}
