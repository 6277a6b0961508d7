import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Movie } from '../catalog/movie.js';
import { type Commit, ConflictError, type MovieChange, type Snapshot, type Store, StoreError } from './store.js';

/** A store that lasts as long as the process: for demonstrations and tests. */
export class MemoryStore implements Store {
  readonly #epoch = randomUUID();
  readonly #movies: Map<string, Movie>;
  #revision = 0;
  #closed = false;
  #onCommit: (commit: Commit) => void = () => {};

  /** @param movies what it holds at first; of movies with the same id, the last */
  constructor(movies: Iterable<Movie> = []) {
    this.#movies = new Map(Array.from(movies, (movie) => [movie.id, movie]));
  }

  /** What it holds now, in the database's order. Give it to a new store to go on as after a restart. */
  get movies(): Movie[] {
    return [...this.#movies.values()];
  }

  async load(onCommit: (commit: Commit) => void): Promise<Snapshot> {
    this.#onCommit = onCommit;
    return { epoch: this.#epoch, revision: this.#revision, movies: this.movies };
  }

  async commit(changes: readonly MovieChange[]): Promise<void> {
    if (this.#closed) throw new StoreError('WRITE_FAILED', 'The store is closed.');
    this.#check(changes);
    for (const { id, after } of changes) {
      if (after) this.#movies.set(id, after);
      else this.#movies.delete(id);
    }
    this.#revision++;
    this.#onCommit({ revision: this.#revision, changes });
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #check(changes: readonly MovieChange[]): void {
    const staged = new Map<string, Movie | undefined>();
    for (const { id, before, after } of changes) {
      const current = staged.has(id) ? staged.get(id) : this.#movies.get(id);
      if (current !== before && !isDeepStrictEqual(current, before)) throw new ConflictError(id);
      staged.set(id, after);
    }
  }
}
