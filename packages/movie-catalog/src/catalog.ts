import { arrangeMovies } from './arrange-movies.js';
import { ChangeHistory, type CommittedChanges, type HistoryOptions, type Position } from './change-history.js';
import { ContentDigest } from './content-digest.js';
import { FairQueue, type ReadOptions } from './fair-queue.js';
import { LazyIndex } from './lazy-index.js';
import { type ListQuery, MovieLists } from './lists/movie-lists.js';
import type { Page } from './lists/movie-page.js';
import type { MovieSummary, SummaryQuery } from './lists/movie-summary.js';
import type { Movie } from './movie.js';
import { MovieTable } from './movie-table.js';
import { type FoundMovies, MovieSearch, type SearchQuery } from './search/movie-search.js';
import type { Commit, CommitId, Decide, Snapshot, Store, Written } from './store.js';

/** All movies at one moment. */
export interface CatalogSnapshot {
  readonly position: Position;
  /** In the database's order. Shared by all who ask until the next commit. */
  readonly movies: readonly Movie[];
}

/**
 * All movies of a store, in memory, with what it takes to list, search and watch them. It changes only when the store
 * says that a commit is durable, whether it comes from here, from another server or from an edit by hand.
 */
export class MovieCatalog {
  readonly #store: Store;
  /** In the database's order. */
  readonly #movies = new MovieTable();
  #digest = new ContentDigest();
  readonly #history: ChangeHistory;
  #lists = new MovieLists(this.#movies);
  readonly #searches = new FairQueue();
  #search: LazyIndex<MovieSearch> | undefined;
  #snapshot: CatalogSnapshot | undefined;

  private constructor(store: Store, options: HistoryOptions) {
    this.#store = store;
    this.#history = new ChangeHistory(options);
  }

  /**
   * Opens a store, and reads all its movies. The catalog closes the store.
   *
   * @param store one that isn't open yet
   * @throws StoreError if the movies can't be read.
   * @throws RangeError if an option is not a whole number from 1.
   */
  static async open(store: Store, options: HistoryOptions = {}): Promise<MovieCatalog> {
    const catalog = new MovieCatalog(store, options);
    await store.open({
      movies: catalog.#movies,
      get digest() {
        return catalog.#digest.toString();
      },
      load: (snapshot) => catalog.#load(snapshot),
      apply: (commit) => catalog.#apply(commit),
      arrange: (ids) => catalog.#arrange(ids),
    });
    return catalog;
  }

  /** How many movies there are. */
  get size(): number {
    return this.#movies.size;
  }

  /** Where the catalog is in the history of its changes: after the newest one. */
  get position(): Position {
    return this.#history.position;
  }

  /** The latest commits up to `position`, as many as are kept. */
  get history(): readonly Commit[] {
    return this.#history.commits.map(({ position: { revision }, time, changes }) => ({ revision, time, changes }));
  }

  /** A movie by its id; undefined if there is none. */
  get(id: string): Movie | undefined {
    return this.#movies.get(id);
  }

  /**
   * A commit that is kept in the history, to look at or to undo: the newest always is, however large. Undefined if it
   * is no longer kept, or of another epoch. In a decision, those of all servers on the database are there.
   *
   * @see revertChanges
   */
  commit({ epoch, revision }: CommitId): CommittedChanges | undefined {
    return epoch === this.position.epoch ? this.#history.commit(revision) : undefined;
  }

  /**
   * All movies and their position; watch from it to see what becomes of them. The first call after a commit copies the
   * list of all movies.
   */
  snapshot(): CatalogSnapshot {
    this.#snapshot ??= { position: this.position, movies: [...this.#movies.values()] };
    return this.#snapshot;
  }

  /**
   * All movies as they are now, in the database's order, for callers who take their time: however many there are, they
   * hold little more than what changes meanwhile. A snapshot is quicker to read and is a list of its own.
   */
  walk(): Iterable<Movie> {
    return this.#movies.walk();
  }

  /**
   * A page of an ordered list. The first use of an order sorts all movies; after that a page without a filter costs
   * the same at any depth. A filter looks at all movies, but once for all pages until the next commit. Both are done
   * in short time slices. The page has every commit that came before the call; it may have a part of a large one that
   * comes during the call.
   *
   * @throws TypeError if the cursor is of another order.
   * @throws CursorLostError if the order is `added`, the movie of the cursor is gone, and the movies were loaded or put
   *   into another order since: then nothing tells where it was.
   * @throws RangeError if the page size is not a whole number from 1.
   * @throws the signal's reason, if it aborts while the call waits for its turn or looks at the movies
   */
  list(query: ListQuery, options: ReadOptions = {}): Promise<Page> {
    return this.#lists.page(query, options);
  }

  /**
   * Finds movies by words: of titles, of directors, which count less, of genres and labels' values, which count still
   * less, and years of release. Movies with the very title come first. A word may be only the beginning of one, have a
   * typo, or be joined or apart. If no movie has all words, those that have most of them are found. The first use waits
   * until all movies are indexed, which is done in short time slices.
   *
   * @throws the signal's reason, if it aborts while the call waits for its turn or searches
   */
  async search(words: string, query: SearchQuery, options: ReadOptions = {}): Promise<FoundMovies> {
    this.#search ??= new LazyIndex(new MovieSearch(), this.#movies.walk());
    const index = this.#search;
    // The first search waits for the index outside of the queue, as others may have left by then.
    await index.current();
    const find = () => index.use((search) => search.find(words, query, options.signal));
    return this.#searches.run(find, options);
  }

  /**
   * Counts movies by their ratings, decades, genres, directors and labels. Looks at all movies, in short time slices.
   *
   * @throws the signal's reason, if it aborts while the call waits for its turn or looks at the movies
   */
  summarize(query: SummaryQuery, options: ReadOptions = {}): Promise<MovieSummary> {
    return this.#lists.summary(query, options);
  }

  /**
   * Changes movies, in the store's turn: `decide` sees every write before it, and is called again if what it saw turns
   * out not to be true.
   *
   * @returns the decision's result and its commit, once its changes are durable and in the catalog
   * @throws what `decide` throws
   * @throws StoreError if the changes could not be made durable. Nothing was changed, except that after a `WRITE_FAILED`
   * they may be there: a look at the movies tells.
   */
  write<T>(decide: Decide<T>): Promise<Written<T>> {
    return this.#store.write(decide);
  }

  /** Whether the store reaches its database. If not, the movies may be out of date, and writes fail. */
  get isConnected(): boolean {
    return this.#store.isConnected;
  }

  /**
   * Brings the catalog up to a position or commit that another server on the same database may have given; returns at
   * once if it is there already.
   *
   * @throws StoreError if the database can't be reached
   */
  async reach({ epoch, revision }: CommitId): Promise<void> {
    const { position } = this;
    if (epoch !== position.epoch || revision > position.revision) await this.#store.refresh();
  }

  /**
   * Every commit after a position, once and in order, and then each new one as it comes, until the signal aborts or
   * the catalog closes. The position is checked at once, not at the first `next()`.
   *
   * @throws PositionLostError if the changes after it are no longer kept, or never were.
   * @throws WatcherTooSlowError from `next()`, if the watcher takes changes more slowly than they come.
   * @throws CatalogReloadedError from `next()`, if the store had to load all movies again.
   * @see ChangeHistory for what counts as too slow, and which positions are valid
   */
  changes(after: Position, signal?: AbortSignal): AsyncGenerator<CommittedChanges, void, undefined> {
    return this.#history.watch(after, signal);
  }

  /** Ends all watchers, waits for the writes in progress and closes the store. */
  async close(): Promise<void> {
    this.#history.close();
    this.#lists.close();
    this.#search?.close();
    await this.#store.close();
  }

  #load({ epoch, revision, movies, history = [] }: Snapshot): void {
    this.#movies.take(MovieTable.of(movies));
    this.#digest = new ContentDigest();
    for (const movie of this.#movies.values()) this.#digest.add(movie);
    this.#snapshot = undefined;
    // Calls in progress finish on the movies as they were.
    this.#lists = new MovieLists(this.#movies);
    this.#search = undefined;
    this.#startHistory({ epoch, revision, digest: this.#digest.toString() }, history);
  }

  #startHistory(loaded: Position, history: readonly Commit[]): void {
    const digest = new ContentDigest(loaded.digest);
    for (const { changes } of history.toReversed()) digest.undo(changes);
    const { epoch } = loaded;
    const first = { epoch, revision: loaded.revision - history.length, digest: digest.toString() };
    const commits = history.map(({ revision, time, changes }) => {
      digest.apply(changes);
      return { position: { epoch, revision, digest: digest.toString() }, time, changes };
    });
    this.#history.start(loaded, commits, first);
  }

  #apply({ revision, time, changes }: Commit): void {
    this.#digest.apply(changes);
    for (const { id, after } of changes) {
      if (after) this.#movies.set(id, after);
      else this.#movies.delete(id);
    }
    this.#snapshot = undefined;
    this.#lists.apply(changes);
    this.#search?.apply(changes);
    const { epoch } = this.position;
    this.#history.append({ position: { epoch, revision, digest: this.#digest.toString() }, time, changes });
  }

  #arrange(ids: Iterable<string>): void {
    arrangeMovies(this.#movies, ids);
    this.#movies.nextGeneration();
    this.#snapshot = undefined;
    this.#lists.apply([]);
  }
}
