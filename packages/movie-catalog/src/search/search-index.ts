import type { MovieIndex } from '../lazy-index.js';
import type { Movie } from '../movie.js';
import type { MovieChange } from '../store.js';
import { haveSameTexts, movieWords } from './movie-words.js';
import { addPosting, postingOf, removePosting } from './postings.js';
import { FIELDS, type Field, Terms } from './term.js';

/** The words of all movies. A movie has a slot, a small number, which its postings name. */
export class SearchIndex implements MovieIndex {
  readonly terms = new Terms();
  /** By slot. */
  readonly #movies: (Movie | undefined)[] = [];
  readonly #slots = new Map<string, number>();
  readonly #freeSlots: number[] = [];
  /** By slot: how many different words the movie has in a field, if that matters there. */
  readonly #lengths: Readonly<Record<Field, number[] | undefined>> = {
    title: [],
    director: [],
    genre: undefined,
    label: undefined,
  };
  readonly #totals: Record<Field, number> = { title: 0, director: 0, genre: 0, label: 0 };
  /** By slot: how many letters the words of the title have. */
  readonly #titleLetters: number[] = [];

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
  lengths(field: Field): readonly number[] | undefined {
    return this.#lengths[field];
  }

  averageLength(field: Field): number {
    return this.#totals[field] / this.size;
  }

  /** The words of a movie in their order. Takes a microsecond, as only the text is kept. */
  wordsIn(slot: number, field: Field): string[] {
    const movie = this.#movies[slot];
    return movie ? movieWords(movie, field) : [];
  }

  /** Whether a movie has a title: 0 if it has these words, 1 if it has them joined or apart, 2 if it hasn't. */
  titleDistance(slot: number, words: readonly string[], letters: number): 0 | 1 | 2 {
    if (this.#titleLetters[slot] !== letters) return 2;
    const title = this.wordsIn(slot, 'title');
    if (title.join('') !== words.join('')) return 2;
    return title.join(' ') === words.join(' ') ? 0 : 1;
  }

  replace({ before, after }: MovieChange): void {
    const slot = before && this.#slots.get(before.id);
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
    this.#slots.set(movie.id, slot);
    for (const field of FIELDS) {
      const words = movieWords(movie, field);
      if (field === 'title') this.#titleLetters[slot] = lettersIn(words);
      const counts = countsOf(words);
      this.#measure(slot, field, counts.size);
      for (const [word, count] of counts) addPosting(this.terms.add(word), field, postingOf(slot, count));
    }
  }

  #measure(slot: number, field: Field, length: number): void {
    const lengths = this.#lengths[field];
    if (lengths) lengths[slot] = length;
    this.#totals[field] += length;
  }

  #remove(movie: Movie, slot: number): void {
    this.#movies[slot] = undefined;
    this.#slots.delete(movie.id);
    this.#freeSlots.push(slot);
    for (const field of FIELDS) {
      const counts = countsOf(movieWords(movie, field));
      this.#totals[field] -= counts.size;
      for (const [word, count] of counts) this.#removePosting(word, field, postingOf(slot, count));
    }
  }

  #removePosting(word: string, field: Field, posting: number): void {
    const term = this.terms.get(word);
    if (!term) return;
    removePosting(term, field, posting);
    if (FIELDS.every((each) => term.postings[each] === undefined)) this.terms.remove(term);
  }
}

/** How many letters words have together. */
export function lettersIn(words: readonly string[]): number {
  return words.reduce((letters, { length }) => letters + length, 0);
}

const NONE: ReadonlyMap<string, number> = new Map();

/** How often each word is there. */
function countsOf(words: readonly string[]): ReadonlyMap<string, number> {
  if (words.length === 0) return NONE;
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
