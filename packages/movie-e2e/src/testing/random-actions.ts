import type { Action, Fields, Movies } from './history.js';

/** How many movies a group of callers shares. */
const MOVIES = 24;
/** The most movies of one import. */
const LARGEST_IMPORT = 16;

/** Chooses at random what a group of callers does with the few movies that they share. */
export class RandomActions {
  readonly #name: string;
  readonly #random: (end: number) => number;
  #count = 0;

  /** @param name begins the ids and titles of its movies */
  constructor(name: string, random: (end: number) => number) {
    this.#name = name;
    this.#random = random;
  }

  /** The next thing to do. */
  next(): Action {
    const id = this.#id();
    const choice = this.#random(100);
    if (choice < 25) return { kind: 'create', id, fields: this.#fields() };
    if (choice < 50) return { kind: 'update', id, fields: this.#someFields() };
    if (choice < 65) return { kind: 'delete', id };
    if (choice < 80) return { kind: 'get', id };
    return { kind: 'import', mode: choice < 85 ? 'create' : 'upsert', movies: this.#movies() };
  }

  /** Fields that no other movie has. */
  #fields() {
    const title = `${this.#name} ${this.#count++}`;
    const releaseYear = 1900 + this.#random(100);
    return { title, rating: this.#random(101) / 10, director: `Director of ${title}`, releaseYear };
  }

  #someFields(): Fields {
    const { title, rating, director } = this.#fields();
    return [{ title }, { rating, director }][this.#random(3)] ?? { title, rating, director };
  }

  #movies(): Movies {
    return new Map(Array.from({ length: 1 + this.#random(LARGEST_IMPORT) }, () => [this.#id(), this.#fields()]));
  }

  #id(): string {
    return `${this.#name}-${this.#random(MOVIES)}`;
  }
}
