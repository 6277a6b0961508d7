import type { Movie } from './movie.js';
import type { MovieChange } from './store.js';
import { TimeSlices } from './time-slices.js';

/** Something that finds movies, and has to follow their changes. */
export interface MovieIndex {
  /** Takes out `before` and puts in `after`; either may be missing. `before` is the very object that was put in. */
  replace(change: MovieChange): void;
}

/**
 * An index that is built when it is first used, and then follows every commit. Both happen in short time slices, so
 * that a million movies or a large import don't hold up everything else. A commit of a few changes goes in at once,
 * unless others are still in progress before it.
 */
export class LazyIndex<Index extends MovieIndex> {
  readonly #index: Index;
  /** What is in progress; undefined if everything is in. */
  #work: Promise<void> | undefined;
  #slices = new TimeSlices();
  #closed = false;

  /**
   * Begins to build.
   *
   * @param index an empty one
   * @param movies what goes into it; must not change
   */
  constructor(index: Index, movies: Iterable<Movie>) {
    this.#index = index;
    this.apply(asChanges(movies));
  }

  /** @param changes in the order in which they happened */
  apply(changes: Iterable<MovieChange>): void {
    if (this.#work === undefined) this.#slices = new TimeSlices();
    this.#follow(this.#work?.then(() => this.#add(changes)) ?? this.#add(changes));
  }

  /**
   * The index, once everything is in that was applied before this call; some of what was applied later may be in too.
   * Use it before anything else runs, as it changes.
   *
   * @throws Error once it is closed.
   */
  async current(): Promise<Index> {
    await this.#work;
    if (this.#closed) throw new Error('The catalog is closed.');
    return this.#index;
  }

  /**
   * Lets work use the index once everything is in that was applied before this call; changes that come meanwhile wait
   * until it ends.
   *
   * @throws what the work throws
   * @throws Error once it is closed.
   */
  use<T>(work: (index: Index) => Promise<T>): Promise<T> {
    const result = this.current().then(work);
    const ended = () => {};
    this.#follow(result.then(ended, ended));
    return result;
  }

  /** Stops what is in progress; callers that wait for the index get an error. */
  close(): void {
    this.#closed = true;
  }

  #follow(work: Promise<void>): void {
    this.#work = work;
    work.then(() => {
      if (this.#work === work) this.#work = undefined;
    });
  }

  async #add(changes: Iterable<MovieChange>): Promise<void> {
    for (const change of changes) {
      if (this.#slices.isOver) await this.#slices.next();
      if (this.#closed) return;
      this.#index.replace(change);
    }
  }
}

function* asChanges(movies: Iterable<Movie>): Generator<MovieChange> {
  for (const movie of movies) yield { id: movie.id, before: undefined, after: movie };
}
