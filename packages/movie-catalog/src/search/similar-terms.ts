import { firstIndex } from '../first-index.js';
import { EditDistances } from './edit-distances.js';
import type { Postings } from './postings.js';
import type { Field, Terms } from './term.js';

/** The movies that have what a word of a query stands for, and how well it does: 1 if it is the very word. */
export interface SimilarTerm {
  readonly postings: (field: Field) => Postings;
  readonly weight: number;
}

const SHORT_NUMBER = /^[0-9]{1,3}$/;
/** From Thai on, most scripts put no space between words. */
const UNSPACED = '\u0e00';

/** A term as one that a word stands for. */
export function similarTerm(terms: Terms, term: number, weight: number): SimilarTerm {
  return { postings: (field) => terms.postings(term, field), weight };
}

/**
 * The terms that a word of a query may stand for: itself, longer ones that begin with it, and ones with a typo; in
 * scripts without spaces also ones that it is inside of. Gives undefined now and then, so that a search among many terms
 * can be divided.
 *
 * @param letterMayBegin whether the word begins longer terms even if it is a single letter
 */
export function* similarTerms(terms: Terms, word: string, letterMayBegin: boolean): Generator<SimilarTerm | undefined> {
  const exact = terms.get(word);
  if (exact !== undefined) yield similarTerm(terms, exact, 1);
  if (letterMayBegin || isBeginning(word)) yield* longerTerms(terms, word);
  if (word >= UNSPACED && isBeginning(word)) yield* termsAround(terms, word);
  if (word.length > 1) yield* mistypedTerms(terms, word, exact !== undefined);
}

/** A letter alone begins a tenth of all words, which says nothing. An ideograph alone is a word. */
function isBeginning(word: string): boolean {
  return word.length > 1 || word >= '\u2e80';
}

/** How many letters may be wrong, missing or too many in a word, or swapped with the next one. */
function slipsIn(word: string): number {
  return word.length <= 6 ? 1 : 2;
}

/**
 * One typo makes another word of a word of three letters, and three do of any word. So in a short word two letters may be
 * swapped; and one of four may be missing, if what is left is no word. A short number is always another number.
 */
function isLikely(word: string, isKnown: boolean, text: string): boolean {
  if (word.length > 3) return true;
  if (SHORT_NUMBER.test(word)) return false;
  if (text.length > word.length) return word.length === 3 && !isKnown;
  return text.length === word.length && [...text].every((letter) => word.includes(letter));
}

/** Longer terms that begin with a word. */
export function* longerTerms(terms: Terms, word: string): Generator<SimilarTerm> {
  for (const cursor = new TermCursor(terms, word); cursor.term !== undefined; cursor.next()) {
    const { term } = cursor;
    const text = terms.textOf(term);
    if (!text.startsWith(word)) break;
    const more = text.length - word.length;
    if (more > 0) yield similarTerm(terms, term, (0.375 * text.length) / (text.length + 0.3 * more));
  }
}

/** Terms of scripts without spaces that have a word inside. */
function* termsAround(terms: Terms, word: string): Generator<SimilarTerm | undefined> {
  for (const chunk of terms.chunks) {
    if (terms.textOf(chunk.at(-1) ?? 0) < UNSPACED) continue;
    yield undefined;
    for (const term of chunk) {
      const text = terms.textOf(term);
      if (text.indexOf(word) > 0) yield similarTerm(terms, term, (0.3 * word.length) / text.length);
    }
  }
}

function* mistypedTerms(terms: Terms, word: string, isKnown: boolean): Generator<SimilarTerm | undefined> {
  const slips = slipsIn(word);
  const distances = new EditDistances(word);
  const cursor = new TermCursor(terms, '');
  while (cursor.term !== undefined) {
    const { term } = cursor;
    const text = terms.textOf(term);
    const hopeless = distances.follow(text, slips);
    // All terms with a beginning that is too far from the word already are passed over.
    if (hopeless !== undefined) cursor.skip(text.slice(0, hopeless));
    else cursor.next();
    const isOther = hopeless === undefined && distances.last > 0 && !text.startsWith(word);
    const weight = (0.45 * text.length) / (text.length + distances.last);
    yield isOther && distances.last <= slips && isLikely(word, isKnown, text)
      ? similarTerm(terms, term, weight)
      : undefined;
  }
}

/** A place among the terms in order. */
class TermCursor {
  readonly #terms: Terms;
  #chunk = 0;
  #index = 0;

  /** At the first term that isn't before a text. */
  constructor(terms: Terms, text: string) {
    this.#terms = terms;
    this.#seek((other) => other >= text);
  }

  /** Undefined after the last one. */
  get term(): number | undefined {
    return this.#terms.chunks[this.#chunk]?.[this.#index];
  }

  next(): void {
    this.#index++;
    if (this.#index < (this.#terms.chunks[this.#chunk]?.length ?? 0)) return;
    this.#chunk++;
    this.#index = 0;
  }

  /** Goes on after all terms with this beginning, which the one here has. */
  skip(beginning: string): void {
    // Most often they end in this chunk.
    const isPast = (text: string) => text > beginning && !text.startsWith(beginning);
    this.#seek(isPast, this.#chunk);
  }

  #seek(isThere: (text: string) => boolean, from = 0): void {
    const { chunks } = this.#terms;
    const isTermThere = (term: number | undefined) => term !== undefined && isThere(this.#terms.textOf(term));
    const isEnd = (chunk: readonly number[]) => isTermThere(chunk.at(-1));
    this.#chunk = from;
    const here = chunks[from];
    if (!here || !isEnd(here)) this.#chunk = firstIndex(chunks, isEnd);
    this.#index = firstIndex(chunks[this.#chunk] ?? [], isTermThere);
  }
}
