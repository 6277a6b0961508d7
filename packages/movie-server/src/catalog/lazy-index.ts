import type { MovieChange } from '../stores/store.js';
import type { Movie } from './movie.js';
import { Turns } from './turns.js';

/** Something that is kept for all movies so as to find them. */
export interface MovieIndex {
  /** Takes out `before` and puts in `after`; either may be missing. `before` is the very value that was put in. */
  replace(change: MovieChange): void;
}

/**
 * An index that is built when it is first wanted, and then follows every commit. Both happen in short turns, so that a
 * million movies or a large import don't hold up everything else. A commit of a few changes is taken up at once, as
 * long as nothing is under way before it.
 */
export class LazyIndex<Index extends MovieIndex> {
  readonly #index: Index;
  /** What is under way; undefined if everything is taken up. */
  #work: Promise<void> | undefined;
  #turns = new Turns();
  #closed = false;

  /**
   * Begins to build.
   *
   * @param index an empty one
   * @param movies what goes into it; must not change
   */
  constructor(index: Index, movies: readonly Movie[]) {
    this.#index = index;
    this.apply(asChanges(movies));
  }

  /** @param changes in the order in which they happened */
  apply(changes: Iterable<MovieChange>): void {
    if (this.#work === undefined) this.#turns = new Turns();
    const work = this.#work?.then(() => this.#takeUp(changes)) ?? this.#takeUp(changes);
    this.#work = work;
    work.then(() => {
      if (this.#work === work) this.#work = undefined;
    });
  }

  /**
   * The index, once it has taken up everything that was applied before this call. It may have begun with what was
   * applied after; use it before anything else runs.
   *
   * @throws Error once it is closed.
   */
  async current(): Promise<Index> {
    await this.#work;
    if (this.#closed) throw new Error('The catalog is closed.');
    return this.#index;
  }

  /** Stops what is under way; whoever waits for the index gets an error. */
  close(): void {
    this.#closed = true;
  }

  async #takeUp(changes: Iterable<MovieChange>): Promise<void> {
    for (const change of changes) {
      if (this.#turns.isOver) await this.#turns.next();
      if (this.#closed) return;
      this.#index.replace(change);
    }
  }
}

function* asChanges(movies: readonly Movie[]): Generator<MovieChange> {
  for (const movie of movies) yield { id: movie.id, before: undefined, after: movie };
}
