import { IdPlaces } from '../id-places.js';
import type { MovieIndex } from '../lazy-index.js';
import type { Movie } from '../movie.js';
import type { MovieChange } from '../store.js';
import { haveSameTexts, movieWords } from './movie-words.js';
import { PagedNumbers } from './paged-numbers.js';
import { FIELDS, type Field, Terms } from './term.js';

/** The words of all movies. A movie has a slot, a small number, which its postings name. */
export class SearchIndex implements MovieIndex {
  readonly terms = new Terms();
  /** By slot. */
  readonly #movies: (Movie | undefined)[] = [];
  readonly #slots = new IdPlaces();
  readonly #idIn = (slot: number) => this.#movies[slot]?.id;
  readonly #freeSlots: number[] = [];
  /** By slot: how many different words the movie has in a field, if that matters there. */
  readonly #lengths: Readonly<Record<Field, PagedNumbers | undefined>> = {
    title: new PagedNumbers(),
    director: new PagedNumbers(),
    genre: undefined,
    label: undefined,
  };
  readonly #totals: Record<Field, number> = { title: 0, director: 0, genre: 0, label: 0 };
  /** By slot: how many letters the words of the title have. */
  readonly #titleLetters = new PagedNumbers();

  /** How many movies there are. */
  get size(): number {
    return this.#slots.size;
  }

  /** How many slots there are, used or not. */
  get slots(): number {
    return this.#movies.length;
  }

  movieIn(slot: number): Movie | undefined {
    return this.#movies[slot];
  }

  /** By slot: how many different words the movies have in a field; undefined if that doesn't matter there. */
  lengths(field: Field): PagedNumbers | undefined {
    return this.#lengths[field];
  }

  averageLength(field: Field): number {
    return this.#totals[field] / this.size;
  }

  /** The words of a movie in their order. Takes a microsecond, as only the text is kept. */
  wordsIn(slot: number, field: Field): readonly string[] {
    const movie = this.#movies[slot];
    return movie ? movieWords(movie, field) : [];
  }

  /** Whether a movie has a title: 0 if it has these words, 1 if it has them joined or apart, 2 if it hasn't. */
  titleDistance(slot: number, words: readonly string[], letters: number): 0 | 1 | 2 {
    if (this.#titleLetters.get(slot) !== letters) return 2;
    const title = this.wordsIn(slot, 'title');
    if (title.join('') !== words.join('')) return 2;
    return title.join(' ') === words.join(' ') ? 0 : 1;
  }

  replace({ before, after }: MovieChange): void {
    const slot = before && this.#slots.get(before.id, this.#idIn);
    if (before && after && slot !== undefined && haveSameTexts(before, after)) {
      this.#movies[slot] = after;
      return;
    }
    if (before && slot !== undefined) this.#remove(before, slot);
    if (after) this.#add(after);
  }

  #add(movie: Movie): void {
    const slot = this.#freeSlots.pop() ?? this.#movies.length;
    this.#movies[slot] = movie;
    this.#slots.getOrAdd(movie.id, slot, this.#idIn);
    for (const field of FIELDS) {
      const words = movieWords(movie, field);
      if (field === 'title') this.#titleLetters.set(slot, lettersIn(words));
      let length = 0;
      for (const word of words) if (this.terms.addWord(word, field, slot)) length++;
      this.#lengths[field]?.set(slot, length);
      this.#totals[field] += length;
    }
  }

  #remove(movie: Movie, slot: number): void {
    this.#slots.delete(movie.id, this.#idIn);
    this.#movies[slot] = undefined;
    this.#freeSlots.push(slot);
    for (const field of FIELDS) {
      for (const word of movieWords(movie, field)) {
        if (this.terms.removeWord(word, field, slot)) this.#totals[field]--;
      }
    }
  }
}

/** How many letters words have together. */
export function lettersIn(words: readonly string[]): number {
  return words.reduce((letters, { length }) => letters + length, 0);
}
