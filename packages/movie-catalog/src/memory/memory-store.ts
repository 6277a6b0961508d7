import { randomUUID } from 'node:crypto';
import type { Movie } from '../movie.js';
import { type Decide, type Replica, type Store, StoreError, type Written } from '../store.js';
import { answerTo, Turn } from '../turn.js';

/** A store that lasts as long as the process: for demonstrations and tests. */
export class MemoryStore implements Store {
  /** What it begins with, until a replica has it. */
  #movies: ReadonlyMap<string, Movie>;
  readonly #epoch = randomUUID();
  #replica: Replica | undefined;
  #revision = 0;

  /** @param movies what it holds at first; of movies with the same id, the last */
  constructor(movies: Iterable<Movie> = []) {
    this.#movies = new Map(Array.from(movies, (movie) => [movie.id, movie]));
  }

  /** What it holds now, in the database's order. Give it to a new store to go on as after a restart. */
  get movies(): Movie[] {
    return [...this.#movies.values()];
  }

  async open(replica: Replica): Promise<void> {
    replica.load({ epoch: this.#epoch, revision: this.#revision, movies: this.#movies.values() });
    this.#movies = replica.movies;
    this.#replica = replica;
  }

  write<T>(decide: Decide<T>): Promise<Written<T>> {
    const replica = this.#replica;
    if (replica === undefined) return Promise.reject(new StoreError('WRITE_FAILED', 'The store is not open.'));
    return answerTo(decide, (write) => {
      const turn = new Turn(replica.movies, [write]);
      const before = { epoch: this.#epoch, revision: this.#revision };
      const time = Date.now();
      for (const changes of turn.commits) replica.apply({ revision: ++this.#revision, time, changes });
      turn.answer(before);
    });
  }

  async refresh(): Promise<void> {}

  get isConnected(): boolean {
    return this.#replica !== undefined;
  }

  async close(): Promise<void> {
    this.#replica = undefined;
  }
}
