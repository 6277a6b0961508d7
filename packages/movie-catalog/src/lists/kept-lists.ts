import type { MovieFilter } from './movie-filter.js';

/** How many are kept. */
const MAX_KEPT = 8;

/** Filtered lists, kept because callers that ask for a page of one are likely to ask for the next. */
export class KeptLists<List> {
  readonly #lists = new Map<string, List>();

  get(key: string): List | undefined {
    return this.#lists.get(key);
  }

  keep(key: string, list: List): List {
    this.#lists.set(key, list);
    const [oldest] = this.#lists.keys();
    if (oldest !== undefined && this.#lists.size > MAX_KEPT) this.#lists.delete(oldest);
    return list;
  }
}

/** The same for the same list only. */
export function listKey(order: string, filter: MovieFilter): string {
  // JSON has no infinities and no NaN; as texts they stay apart.
  return JSON.stringify([order, filter], (_, value) => (typeof value === 'number' ? `${value}` : value));
}
