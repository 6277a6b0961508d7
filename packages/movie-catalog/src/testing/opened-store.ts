import { EventLog } from 'test-kit';
import { arrangeMovies } from '../arrange-movies.js';
import { ContentDigest } from '../content-digest.js';
import type { Movie } from '../movie.js';
import { MovieTable } from '../movie-table.js';
import type { Commit, CommitId, Decide, MovieUpdate, Replica, Snapshot, Store, Written } from '../store.js';

/** An open store and the replica that follows it: `await using store = await OpenedStore.open(…)` closes it. */
export class OpenedStore implements Replica, AsyncDisposable {
  readonly movies = new Map<string, Movie>();
  readonly commits = new EventLog<Commit>();
  /** All that it loaded, the newest last; more than one if the store loaded again. */
  readonly snapshots: Snapshot[] = [];
  /** What the store held when it was opened. */
  loaded: readonly Movie[] = [];
  /** The revision that it was loaded at. */
  revision = -1;
  readonly #store: Store;

  private constructor(store: Store) {
    this.#store = store;
  }

  static async open(store: Store): Promise<OpenedStore> {
    const opened = new OpenedStore(store);
    await store.open(opened);
    return opened;
  }

  get digest(): string {
    const digest = new ContentDigest();
    for (const movie of this.movies.values()) digest.add(movie);
    return digest.toString();
  }

  load(snapshot: Snapshot): void {
    const { revision, movies } = snapshot;
    this.revision = revision;
    this.loaded = [...MovieTable.of(movies).values()];
    this.snapshots.push({ ...snapshot, movies: this.loaded });
    this.movies.clear();
    for (const movie of this.loaded) this.movies.set(movie.id, movie);
  }

  apply(commit: Commit): void {
    for (const { id, after } of commit.changes) {
      if (after) this.movies.set(id, after);
      else this.movies.delete(id);
    }
    this.commits.add(commit);
  }

  arrange(ids: Iterable<string>): void {
    arrangeMovies(this.movies, ids);
  }

  refresh(): Promise<void> {
    return this.#store.refresh();
  }

  get isConnected(): boolean {
    return this.#store.isConnected;
  }

  write<T>(decide: Decide<T>): Promise<Written<T>> {
    return this.#store.write(decide);
  }

  /** Makes changes in one write, whatever is there. */
  async change(...changes: MovieUpdate[]): Promise<CommitId | undefined> {
    return (await this.write(() => ({ changes, result: undefined }))).commit;
  }

  /** Creates or replaces movies in one write. */
  put(...movies: Movie[]): Promise<CommitId | undefined> {
    return this.change(...movies.map((after) => ({ id: after.id, after })));
  }

  /** Deletes movies in one write. */
  remove(...ids: string[]): Promise<CommitId | undefined> {
    return this.change(...ids.map((id) => ({ id, after: undefined })));
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
