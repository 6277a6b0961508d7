import { firstIndex } from '../first-index.js';
import type { MovieIndex } from '../lazy-index.js';
import type { Movie } from '../movie.js';
import type { MovieChange } from '../store.js';
import { FIELDS, type Field, Terms } from './term.js';
import { wordsOf } from './words.js';

/** How many words of a field are in the index. More are rare, and would let one movie take megabytes. */
export const MAX_WORDS: Readonly<Record<Field, number>> = { title: 32, director: 16 };

/**
 * The words of all titles and directors. A movie has a slot, a small number. A posting is a number as well, of a slot
 * and of how often the movie has the word.
 */
export class SearchIndex implements MovieIndex {
  readonly terms = new Terms();
  /** By slot. */
  readonly #movies: (Movie | undefined)[] = [];
  readonly #slots = new Map<string, number>();
  readonly #freeSlots: number[] = [];
  /** By slot: how many different words the movie has in each field. */
  readonly #lengths: Readonly<Record<Field, number[]>> = { title: [], director: [] };
  readonly #totals: Record<Field, number> = { title: 0, director: 0 };
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

  /** By slot: how many different words the movies have in a field. */
  lengths(field: Field): readonly number[] {
    return this.#lengths[field];
  }

  /** The words of a movie in their order. Takes a microsecond, as only the text is kept. */
  wordsIn(slot: number, field: Field): string[] {
    return wordsOf(this.#movies[slot]?.[field] ?? '', MAX_WORDS[field]);
  }

  /** Whether a movie has a title: 0 if it has these words, 1 if it has them joined or apart, 2 if it hasn't. */
  titleDistance(slot: number, words: readonly string[], letters: number): 0 | 1 | 2 {
    if (this.#titleLetters[slot] !== letters) return 2;
    const title = this.wordsIn(slot, 'title');
    if (title.join('') !== words.join('')) return 2;
    return title.join(' ') === words.join(' ') ? 0 : 1;
  }

  averageLength(field: Field): number {
    return this.#totals[field] / this.size;
  }

  replace({ before, after }: MovieChange): void {
    const slot = before && this.#slots.get(before.id);
    if (before && after && slot !== undefined && before.title === after.title && before.director === after.director) {
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
      const words = wordsOf(movie[field], MAX_WORDS[field]);
      if (field === 'title') this.#titleLetters[slot] = lettersIn(words);
      const counts = countsOf(words);
      this.#lengths[field][slot] = counts.size;
      this.#totals[field] += counts.size;
      for (const [word, count] of counts) insert(this.terms.add(word).postings[field], postingOf(slot, count));
    }
  }

  #remove(movie: Movie, slot: number): void {
    this.#movies[slot] = undefined;
    this.#slots.delete(movie.id);
    this.#freeSlots.push(slot);
    for (const field of FIELDS) {
      const counts = countsOf(wordsOf(movie[field], MAX_WORDS[field]));
      this.#totals[field] -= counts.size;
      for (const [word, count] of counts) this.#removePosting(word, field, postingOf(slot, count));
    }
  }

  #removePosting(word: string, field: Field, posting: number): void {
    const term = this.terms.get(word);
    if (!term) return;
    const postings = term.postings[field];
    postings.splice(indexOf(postings, posting), 1);
    if (FIELDS.every((each) => term.postings[each].length === 0)) this.terms.remove(term);
  }
}

/** How many letters words have together. */
export function lettersIn(words: readonly string[]): number {
  return words.reduce((letters, { length }) => letters + length, 0);
}

/** How often each word is there. */
function countsOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** A posting counts to four, which is enough to tell `New York, New York` from `New York`. */
export function postingOf(slot: number, count: number): number {
  return slot * 4 + Math.min(count, 4) - 1;
}

export function slotOf(posting: number): number {
  return posting >>> 2;
}

export function countOf(posting: number): number {
  return (posting & 3) + 1;
}

function insert(postings: number[], posting: number): void {
  if (posting > (postings.at(-1) ?? -1)) postings.push(posting);
  else postings.splice(indexOf(postings, posting), 0, posting);
}

function indexOf(postings: readonly number[], posting: number): number {
  return firstIndex(postings, (other) => other >= posting);
}
