import { IdPlaces } from '../id-places.js';
import type { MovieIndex } from '../lazy-index.js';
import type { Movie } from '../movie.js';
import type { MovieChange } from '../store.js';
import { cutMovie, haveSameTexts, movieWords } from './movie-words.js';
import { PagedItems } from './paged-items.js';
import { PagedNumbers } from './paged-numbers.js';
import { FIELDS, type Field, Terms } from './term.js';
import type { OnWord } from './words.js';

/** What the words belong to that are being cut from a movie, how many different ones there were, and their letters. */
interface Cutting {
  slot: number;
  field: Field;
  words: number;
  letters: number;
}

/** The words of all movies. A movie has a slot, a small number, which its postings name. */
export class SearchIndex implements MovieIndex {
  readonly terms = new Terms();
  /** By slot. */
  readonly #movies = new PagedItems<Movie>();
  readonly #slots = new IdPlaces();
  readonly #isIn = (slot: number, id: string) => this.#movies.get(slot)?.id === id;
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
  readonly #cutting: Cutting = { slot: 0, field: 'title', words: 0, letters: 0 };
  readonly #addWord: OnWord = (text, start, end) => {
    const cutting = this.#cutting;
    cutting.letters += end - start;
    if (this.terms.addWord(text, start, end, cutting.field, cutting.slot)) cutting.words++;
  };

  /** How many movies there are. */
  get size(): number {
    return this.#slots.size;
  }

  /** How many slots there are, used or not. */
  get slots(): number {
    return this.#movies.length;
  }

  movieIn(slot: number): Movie | undefined {
    return this.#movies.get(slot);
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
    const movie = this.#movies.get(slot);
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
    const slot = before && this.#slots.get(before.id, this.#isIn);
    if (before && after && slot !== undefined && haveSameTexts(before, after)) {
      this.#movies.set(slot, after);
      return;
    }
    if (before && slot !== undefined) this.#remove(before, slot);
    if (after) this.#add(after);
  }

  #add(movie: Movie): void {
    const slot = this.#freeSlots.pop() ?? this.#movies.length;
    this.#movies.set(slot, movie);
    this.#slots.getOrAdd(movie.id, slot, this.#isIn);
    const cutting = this.#cutting;
    cutting.slot = slot;
    for (const field of FIELDS) {
      cutting.field = field;
      cutting.words = 0;
      cutting.letters = 0;
      cutMovie(movie, field, this.#addWord);
      if (field === 'title') this.#titleLetters.set(slot, cutting.letters);
      this.#lengths[field]?.set(slot, cutting.words);
      this.#totals[field] += cutting.words;
    }
  }

  #remove(movie: Movie, slot: number): void {
    this.#slots.delete(movie.id, this.#isIn);
    this.#movies.set(slot, undefined);
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
