import { FairQueue, type ReadOptions } from '../fair-queue.js';
import { LazyIndex } from '../lazy-index.js';
import type { Movie } from '../movie.js';
import type { MovieChange } from '../store.js';
import { TimeSlices } from '../time-slices.js';
import { type MovieFilter, matcherOf } from './movie-filter.js';
import { COMPARE, type Cursor, type MovieOrder, type OrderKey } from './movie-order.js';
import { type Page, pageOf } from './movie-page.js';
import { type Chunk, type SortedList, SortedMovies } from './sorted-movies.js';

/** What to list. */
export interface ListQuery {
  readonly filter?: MovieFilter | undefined;
  readonly order: MovieOrder;
  /** The most movies to give, from 1. */
  readonly pageSize: number;
  /** `next` of the page before; the first page without it. */
  readonly after?: Cursor | undefined;
}

/** How many filtered lists are kept for their next pages, until the next commit. */
const MAX_FILTERED = 8;

/** Lists by order and filter. */
type FilteredLists = Map<string, SortedList>;

/** The movies in every order that was asked for, each sorted at its first use. */
export class MovieLists {
  readonly #all: () => readonly Movie[];
  readonly #sorted = new Map<OrderKey, LazyIndex<SortedMovies>>();
  /** Kept because callers that ask for a page of a filtered list are likely to ask for the next one. */
  #filtered: FilteredLists = new Map();
  readonly #scans = new FairQueue();

  /** @param all returns all movies, as an array that won't change */
  constructor(all: () => readonly Movie[]) {
    this.#all = all;
  }

  /**
   * @throws the signal's reason, if it aborts while the call waits for its turn or looks at the movies
   * @see pageOf for the other errors
   */
  async page({ filter = {}, order, pageSize, after }: ListQuery, options: ReadOptions = {}): Promise<Page> {
    const matches = matcherOf(filter);
    // JSON has no infinities and no NaN; as texts they stay apart.
    const key = JSON.stringify([order.by, filter], (_, value) => (typeof value === 'number' ? `${value}` : value));
    // A commit puts another map in place of this one, so what is looked up before it is not kept for after it.
    const lists = this.#filtered;
    const kept = matches && lists.get(key);
    if (kept) return pageOf(kept, order, pageSize, after);
    const sorted = await this.#sortedBy(order.by).current();
    if (!matches) return pageOf(sorted, order, pageSize, after);
    // Others may have asked for the same list before this call's turn comes.
    const find = async () => lists.get(key) ?? keep(lists, key, await matching(sorted, matches, options.signal));
    return pageOf(await this.#scans.run(find, options), order, pageSize, after);
  }

  /** @param changes with `before` the very value that was given before */
  apply(changes: readonly MovieChange[]): void {
    this.#filtered = new Map();
    for (const sorted of this.#sorted.values()) sorted.apply(changes);
  }

  /** Stops what is in progress; callers that wait for a page get an error. */
  close(): void {
    for (const sorted of this.#sorted.values()) sorted.close();
  }

  #sortedBy(by: OrderKey): LazyIndex<SortedMovies> {
    const sorted = this.#sorted.get(by) ?? new LazyIndex(new SortedMovies(COMPARE[by]), this.#all());
    this.#sorted.set(by, sorted);
    return sorted;
  }
}

function keep(lists: FilteredLists, key: string, list: SortedList): SortedList {
  lists.set(key, list);
  const [oldest] = lists.keys();
  if (oldest !== undefined && lists.size > MAX_FILTERED) lists.delete(oldest);
  return list;
}

/** The movies of a list that match as it is now, even if it changes meanwhile. */
async function matching(
  { chunks }: SortedList,
  matches: (movie: Movie) => boolean,
  signal: AbortSignal | undefined,
): Promise<SortedList> {
  const found: Chunk[] = [];
  let length = 0;
  const slices = new TimeSlices(signal);
  for (const chunk of [...chunks]) {
    const kept: Movie[] = [];
    for (let index = 0; index < chunk.length; index++) {
      // Titles of 16 KB take a while; most take less than a look at the clock.
      if (index % 16 === 0 && slices.isOver) await slices.next();
      const movie = chunk[index];
      if (movie && matches(movie)) kept.push(movie);
    }
    if (kept.length > 0) found.push(kept);
    length += kept.length;
  }
  return { chunks: found, length };
}
