import type { Commit, Decide, Replica, Store, Written } from '../store.js';

/** Who else hears what a store hands to its replica, after the replica. */
export interface StoreTap {
  /** Everything was loaded again. */
  reloaded(): void;
  applied(commit: Commit): void;
  arranged(ids: readonly string[]): void;
}

/** A store that others follow as well. */
export class TappedStore implements Store {
  /** Hears all that comes from now on. */
  tap: StoreTap | undefined;
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  open(replica: Replica): Promise<void> {
    return this.#store.open({
      movies: replica.movies,
      get digest() {
        return replica.digest;
      },
      load: (snapshot) => {
        replica.load(snapshot);
        this.tap?.reloaded();
      },
      apply: (commit) => {
        replica.apply(commit);
        this.tap?.applied(commit);
      },
      arrange: (ids) => {
        const order = [...ids];
        replica.arrange(order);
        this.tap?.arranged(order);
      },
    });
  }

  write<T>(decide: Decide<T>): Promise<Written<T>> {
    return this.#store.write(decide);
  }

  refresh(): Promise<void> {
    return this.#store.refresh();
  }

  get isConnected(): boolean {
    return this.#store.isConnected;
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
