import { IdPlaces } from '../id-places.js';
import type { IsAt } from '../place-table.js';
import { PagedItems } from './paged-items.js';
import { NO_POSTINGS, PostingLists, type Postings } from './postings.js';
import { SortedTerms } from './sorted-terms.js';

/** The fields whose words are indexed. */
export const FIELDS = ['title', 'director', 'genre', 'label'] as const;
export type Field = (typeof FIELDS)[number];

const FIELD_INDEX: Readonly<Record<Field, number>> = { title: 0, director: 1, genre: 2, label: 3 };

/** All words, and the movies that have them in each field. A term is the number of a word. */
export class Terms {
  /** By term. */
  readonly #texts = new PagedItems<string>();
  readonly #byText = new IdPlaces();
  readonly #freeTerms: number[] = [];
  readonly #textOf = (term: number) => this.#texts.get(term) ?? '';
  readonly #isOf: IsAt = (term, text, start, end) => isPart(this.#textOf(term), text, start, end);
  readonly #sorted = new SortedTerms(this.#textOf);
  readonly #postings = new PostingLists();

  /** The term of a text; undefined if no movie has it. */
  get(text: string): number | undefined {
    return this.#byText.get(text, this.#isOf);
  }

  textOf(term: number): string {
    return this.#textOf(term);
  }

  /** The movies that have a term in a field. To be read before the next change. */
  postings(term: number, field: Field): Postings {
    return this.#postings.get(listOf(term, field));
  }

  /** The movies that have a text as a word of a field. To be read before the next change. */
  postingsOf(text: string, field: Field): Postings {
    const term = this.get(text);
    return term === undefined ? NO_POSTINGS : this.postings(term, field);
  }

  /** In the order of their texts; to be read before the next change. */
  get chunks(): readonly (readonly number[])[] {
    return this.#sorted.chunks;
  }

  /** Counts a word of a movie, a part of a text. @returns whether it is the movie's first such word in this field */
  addWord(text: string, start: number, end: number, field: Field, slot: number): boolean {
    const next = this.#freeTerms.at(-1) ?? this.#texts.length;
    const term = this.#byText.getOrAdd(text, next, this.#isOf, start, end);
    if (term === next) {
      this.#freeTerms.pop();
      this.#texts.set(term, text.slice(start, end));
      this.#sorted.add(term);
    }
    return this.#postings.add(listOf(term, field), slot);
  }

  /** Takes a movie out. @returns whether it had the word in this field */
  removeWord(text: string, field: Field, slot: number): boolean {
    const term = this.get(text);
    if (term === undefined || !this.#postings.remove(listOf(term, field), slot)) return false;
    if (FIELDS.every((each) => this.#postings.lengthOf(listOf(term, each)) === 0)) this.#remove(term, text);
    return true;
  }

  #remove(term: number, text: string): void {
    this.#sorted.remove(term);
    this.#byText.delete(text, this.#isOf);
    this.#texts.set(term, undefined);
    this.#freeTerms.push(term);
  }
}

/** The number of a term's list of postings in a field. */
function listOf(term: number, field: Field): number {
  return term * FIELDS.length + FIELD_INDEX[field];
}

/** Whether a word is a part of a text. */
function isPart(word: string, text: string, start: number, end: number): boolean {
  if (word.length !== end - start) return false;
  if (word === text) return true;
  let index = 0;
  while (index < word.length && word.charCodeAt(index) === text.charCodeAt(start + index)) index++;
  return index === word.length;
}
