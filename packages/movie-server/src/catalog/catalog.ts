import { type Commit, ConflictError, type MovieChange, type Snapshot, type Store } from '../stores/store.js';
import { ChangeHistory, type CommittedChanges, type HistoryOptions, type Position } from './change-history.js';
import { ContentDigest } from './content-digest.js';
import { LazyIndex } from './lazy-index.js';
import type { Movie } from './movie.js';
import { type ListQuery, MovieLists } from './movie-lists.js';
import type { Page } from './movie-page.js';
import { MovieSearch } from './movie-search.js';

/** How often a write is decided anew before its conflict goes to the caller. */
const MAX_DECISIONS = 20;

/** All movies at one moment. */
export interface CatalogSnapshot {
  readonly position: Position;
  /** In the database's order. Shared by all who ask until the next commit. */
  readonly movies: readonly Movie[];
}

/** A movie that was found. */
export interface FoundMovie {
  readonly movie: Movie;
  /** Above 0; the better it matches, the higher. Comparable within one search only. */
  readonly score: number;
}

/** What a write came to. */
export interface Decision<T> {
  /** What to make durable; nothing if empty. */
  readonly changes: readonly MovieChange[];
  /** What the write gives to its caller once the changes are durable. */
  readonly result: T;
}

/**
 * All movies of a store, in memory, with what it takes to list, search and watch them. It changes only when the store
 * says that a commit is durable, whether its own or another server's.
 */
export class MovieCatalog {
  readonly #store: Store;
  /** In the database's order: a map keeps the place of a key that is set again, and puts a new one at the end. */
  readonly #movies = new Map<string, Movie>();
  readonly #digest = new ContentDigest();
  readonly #history: ChangeHistory;
  readonly #lists = new MovieLists(() => this.snapshot().movies);
  #search: LazyIndex<MovieSearch> | undefined;
  #snapshot: CatalogSnapshot | undefined;

  private constructor(store: Store, { epoch, revision, movies }: Snapshot, options: HistoryOptions) {
    this.#store = store;
    for (const movie of movies) {
      this.#movies.set(movie.id, movie);
      this.#digest.add(movie);
    }
    this.#history = new ChangeHistory({ epoch, revision, digest: this.#digest.toString() }, options);
  }

  /**
   * Reads all movies from a store that no one else has loaded. The catalog closes it.
   *
   * @throws StoreError if they can't be read.
   * @throws RangeError if an option is not a whole number from 1.
   */
  static async open(store: Store, options: HistoryOptions = {}): Promise<MovieCatalog> {
    // A commit may come between the moment the store has read the movies and the moment they are here.
    const early: Commit[] = [];
    let receive = (commit: Commit): unknown => early.push(commit);
    const snapshot = await store.load((commit) => receive(commit));
    const catalog = new MovieCatalog(store, snapshot, options);
    receive = (commit) => catalog.#apply(commit);
    early.forEach(receive);
    return catalog;
  }

  /** How many movies there are. */
  get size(): number {
    return this.#movies.size;
  }

  /** The newest moment. */
  get position(): Position {
    return this.#history.position;
  }

  /** A movie by its id; undefined if there is none. */
  get(id: string): Movie | undefined {
    return this.#movies.get(id);
  }

  /** All movies and the moment they are from; watch from it to see what becomes of them. */
  snapshot(): CatalogSnapshot {
    this.#snapshot ??= { position: this.position, movies: [...this.#movies.values()] };
    return this.#snapshot;
  }

  /**
   * A page of an ordered list. The first use of an order sorts all movies; after that a page without a filter costs
   * the same at any depth. A filter looks at all movies, but once for all pages until the next commit. Both are done
   * in short turns. The page has every commit that was there when it was asked for; of a large one that comes
   * meanwhile, it may have a part.
   *
   * @throws TypeError if the cursor is of another order.
   * @throws RangeError if the page size is not a whole number from 1.
   */
  list(query: ListQuery): Promise<Page> {
    return this.#lists.page(query);
  }

  /**
   * Finds movies by words of their titles and directors; best first, titles before directors. Words may be just
   * begun, or have a typing slip. The first use waits until all movies are indexed, which is done in short turns.
   *
   * @param limit the most movies to give
   */
  async search(words: string, limit: number): Promise<FoundMovie[]> {
    this.#search ??= new LazyIndex(new MovieSearch(), this.snapshot().movies);
    const index = await this.#search.current();
    const found: FoundMovie[] = [];
    for (const { id, score } of index.search(words)) {
      if (found.length >= limit) break;
      // The index may not have seen yet that a movie was deleted.
      const movie = this.get(id);
      if (movie) found.push({ movie, score });
    }
    return found;
  }

  /**
   * Changes movies. If another writer changes one of them first, `decide` is called again with what is there by then.
   *
   * @param decide looks at movies and says what shall become of them; what it throws goes to the caller
   * @returns the decision's result, once its changes are durable and in the catalog
   * @throws ConflictError if others were first twenty times over.
   * @throws StoreError if the changes could not be made durable; nothing was changed.
   */
  async write<T>(decide: (get: (id: string) => Movie | undefined) => Decision<T>): Promise<T> {
    for (let decisions = 1; ; decisions++) {
      const { changes, result } = decide((id) => this.get(id));
      if (changes.length === 0) return result;
      try {
        await this.#store.commit(changes);
        return result;
      } catch (error) {
        if (!(error instanceof ConflictError) || decisions === MAX_DECISIONS) throw error;
      }
    }
  }

  /**
   * Every commit after a position, once and in order, and then each new one as it comes, until the signal aborts or
   * the catalog closes. The position is checked at once, not at the first `next()`.
   *
   * @throws PositionLostError if the changes after it aren't known here any more.
   * @throws WatcherTooSlowError from `next()`, to a watcher that takes changes more slowly than they come.
   * @see ChangeHistory for what counts as too slow, and which positions are good
   */
  changes(after: Position, signal?: AbortSignal): AsyncGenerator<CommittedChanges, void, undefined> {
    return this.#history.watch(after, signal);
  }

  /** Ends all watchers, waits for the commits under way and closes the store. */
  async close(): Promise<void> {
    this.#history.close();
    this.#lists.close();
    this.#search?.close();
    await this.#store.close();
  }

  #apply({ revision, changes }: Commit): void {
    const applied = changes.map((change) => this.#replace(change));
    this.#snapshot = undefined;
    this.#lists.apply(applied);
    this.#search?.apply(applied);
    const position = { epoch: this.position.epoch, revision, digest: this.#digest.toString() };
    this.#history.append({ position, changes: applied });
  }

  /** Gives the change with the very value that was here before, by which the lists find it. */
  #replace({ id, after }: MovieChange): MovieChange {
    const before = this.#movies.get(id);
    if (before) this.#digest.remove(before);
    if (after) this.#digest.add(after);
    if (after) this.#movies.set(id, after);
    else this.#movies.delete(id);
    return { id, before, after };
  }
}
