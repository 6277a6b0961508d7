import { FairQueue, type ReadOptions } from '../fair-queue.js';
import { LazyIndex } from '../lazy-index.js';
import type { MovieTable } from '../movie-table.js';
import type { MovieChange } from '../store.js';
import { addedPage } from './added-page.js';
import { KeptLists, listKey } from './kept-lists.js';
import { matchingInOrder, matchingWithPlaces } from './matching-movies.js';
import { type MovieFilter, matcherOf } from './movie-filter.js';
import { type Cursor, comparerOf, type FieldOrder, isByField, type MovieOrder } from './movie-order.js';
import { checkPageSize, type Page, pageOf } from './movie-page.js';
import { type MovieSummary, type SummaryQuery, summaryOf } from './movie-summary.js';
import type { PlacedMovies } from './placed-movies.js';
import { type SortedList, SortedMovies } from './sorted-movies.js';

/** What to list. */
export interface ListQuery {
  readonly filter?: MovieFilter | undefined;
  readonly order: MovieOrder;
  /** The most movies to give, from 1. */
  readonly pageSize: number;
  /** `next` of the page before; the first page without it. */
  readonly after?: Cursor | undefined;
}

/** The movies in every order that was asked for, each sorted at its first use. */
export class MovieLists {
  readonly #movies: MovieTable;
  readonly #sorted = new Map<string, LazyIndex<SortedMovies>>();
  // A commit puts others in place of these, so what is looked up before it is not kept for after it.
  #filtered = new KeptLists<SortedList>();
  #filteredPlaces = new KeptLists<PlacedMovies>();
  readonly #scans = new FairQueue();

  constructor(movies: MovieTable) {
    this.#movies = movies;
  }

  /**
   * @throws the signal's reason, if it aborts while the call waits for its turn or looks at the movies
   * @throws RangeError if the page size is not a whole number from 1.
   * @see pageOf and addedPage for the other errors
   */
  async page({ filter = {}, order, pageSize, after }: ListQuery, options: ReadOptions = {}): Promise<Page> {
    checkPageSize(pageSize);
    if (isByField(order)) return pageOf(await this.#inOrder(order, filter, options), order, pageSize, after);
    return addedPage(await this.#placed(filter, options), order.descending, pageSize, after, this.#movies);
  }

  /** @throws the signal's reason, if it aborts while the call waits for its turn or looks at the movies */
  summary(query: SummaryQuery, options: ReadOptions = {}): Promise<MovieSummary> {
    return this.#scans.run(() => summaryOf(this.#movies.walk(), query, options.signal), options);
  }

  /** @param changes with `before` the very value that was given before; none if movies were moved to other places */
  apply(changes: readonly MovieChange[]): void {
    this.#filtered = new KeptLists();
    this.#filteredPlaces = new KeptLists();
    for (const sorted of this.#sorted.values()) sorted.apply(changes);
  }

  /** Stops what is in progress; callers that wait for a page get an error. */
  close(): void {
    for (const sorted of this.#sorted.values()) sorted.close();
  }

  async #inOrder(order: FieldOrder, filter: MovieFilter, options: ReadOptions): Promise<SortedList> {
    const matches = matcherOf(filter);
    const lists = this.#filtered;
    const sorted = await this.#sortedBy(order).current();
    if (!matches) return sorted;
    const find = () => matchingInOrder(sorted, matches, options.signal);
    return this.#kept(lists, listKey(nameOf(order), filter), find, options);
  }

  async #placed(filter: MovieFilter, options: ReadOptions): Promise<PlacedMovies> {
    const matches = matcherOf(filter);
    if (!matches) return this.#movies.placed();
    const find = () => matchingWithPlaces(this.#movies.placed(), matches, options.signal);
    return this.#kept(this.#filteredPlaces, listKey('added', filter), find, options);
  }

  async #kept<List>(
    lists: KeptLists<List>,
    key: string,
    find: () => Promise<List>,
    options: ReadOptions,
  ): Promise<List> {
    // Others may have asked for the same list before this call's turn comes.
    const look = async () => lists.get(key) ?? lists.keep(key, await find());
    return lists.get(key) ?? this.#scans.run(look, options);
  }

  #sortedBy(order: FieldOrder): LazyIndex<SortedMovies> {
    const name = nameOf(order);
    const sorted = this.#sorted.get(name) ?? new LazyIndex(new SortedMovies(comparerOf(order)), this.#movies.walk());
    this.#sorted.set(name, sorted);
    return sorted;
  }
}

function nameOf({ by, descending }: FieldOrder): string {
  return descending ? `${by} descending` : by;
}
