import { SortedChunks } from '../sorted-chunks.js';

/** The fields whose words are indexed. */
export const FIELDS = ['title', 'director', 'genre', 'label'] as const;
export type Field = (typeof FIELDS)[number];

/** A word, and the movies that have it in a field: their postings in ascending order, undefined if there are none. */
export interface Term {
  readonly text: string;
  readonly postings: Record<Field, number[] | undefined>;
}

/** A term that no movie has. */
export function newTerm(text: string): Term {
  return { text, postings: { title: undefined, director: undefined, genre: undefined, label: undefined } };
}

/** All terms, in the order of their texts. */
export class Terms {
  readonly #byText = new Map<string, Term>();
  readonly #sorted = new SortedChunks<Term>(compareTerms);

  get(text: string): Term | undefined {
    return this.#byText.get(text);
  }

  /** The term of a text, a new one if there is none. */
  add(text: string): Term {
    const known = this.#byText.get(text);
    if (known) return known;
    const term = newTerm(text);
    this.#byText.set(text, term);
    this.#sorted.add(term);
    return term;
  }

  remove(term: Term): void {
    this.#byText.delete(term.text);
    this.#sorted.remove(term);
  }

  /** In order; must not change while they are looked at. */
  get chunks(): readonly (readonly Term[])[] {
    return this.#sorted.chunks;
  }
}

function compareTerms({ text: a }: Term, { text: b }: Term): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
