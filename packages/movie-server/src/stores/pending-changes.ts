import type { Movie } from '../catalog/movie.js';
import { sameMovie } from '../catalog/same-movie.js';
import { ConflictError, type MovieChange } from './store.js';

/** What is to become of a set of movies that stays as it is until the changes are durable. */
export class PendingChanges {
  /** The movies that go; one that is deleted and made anew is in `appended` too. */
  readonly removed = new Set<string>();
  /** The movies that change where they are. */
  readonly updated = new Map<string, Movie>();
  /** The movies that come after all others, in this order. */
  readonly appended = new Map<string, Movie>();
  readonly #movies: ReadonlyMap<string, Movie>;

  constructor(movies: ReadonlyMap<string, Movie>) {
    this.#movies = movies;
  }

  /** Adds one batch, all of it or none: gives the conflict that keeps it out, or undefined once it is in. */
  add(changes: readonly MovieChange[]): ConflictError | undefined {
    // A batch may change a movie twice; the second change is checked against the first.
    const latest = new Map<string, Movie | undefined>();
    for (const { id, before, after } of changes) {
      const current = latest.has(id) ? latest.get(id) : this.#current(id);
      if (!sameMovie(current, before)) return new ConflictError(id);
      latest.set(id, after);
    }
    for (const change of changes) this.#add(change);
    return undefined;
  }

  #current(id: string): Movie | undefined {
    const changed = this.appended.get(id) ?? this.updated.get(id);
    return changed ?? (this.removed.has(id) ? undefined : this.#movies.get(id));
  }

  #add({ id, before, after }: MovieChange): void {
    if (after === undefined) this.#remove(id);
    else if (before === undefined || this.appended.has(id)) this.appended.set(id, after);
    else this.updated.set(id, after);
  }

  #remove(id: string): void {
    this.appended.delete(id);
    this.updated.delete(id);
    if (this.#movies.has(id)) this.removed.add(id);
  }
}

/** Makes the changes in a map of movies; the order is that of `PendingChanges`. */
export function applyChanges(movies: Map<string, Movie>, changes: readonly MovieChange[]): void {
  for (const { id, after } of changes) {
    if (after === undefined) movies.delete(id);
    else movies.set(id, after);
  }
}
