import { firstIndex } from '../first-index.js';
import { EditDistances } from './edit-distances.js';
import type { Term, Terms } from './term.js';

/** A term that a word of a query stands for, and how well: 1 if it is the very word. */
export interface SimilarTerm {
  readonly term: Term;
  readonly weight: number;
}

const SHORT_NUMBER = /^[0-9]{1,3}$/;
/** From Thai on, most scripts put no space between words. */
const UNSPACED = '\u0e00';

/**
 * The terms that a word of a query may stand for: itself, longer ones that begin with it, and ones with a typo; in
 * scripts without spaces also ones that it is inside of. Gives undefined now and then, so that a search among many terms
 * can be divided.
 *
 * @param letterMayBegin whether the word begins longer terms even if it is a single letter
 */
export function* similarTerms(terms: Terms, word: string, letterMayBegin: boolean): Generator<SimilarTerm | undefined> {
  const exact = terms.get(word);
  if (exact) yield { term: exact, weight: 1 };
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
  for (const cursor = new TermCursor(terms, word); cursor.term?.text.startsWith(word); cursor.next()) {
    const { term } = cursor;
    const { length } = term.text;
    const more = length - word.length;
    if (more > 0) yield { term, weight: (0.375 * length) / (length + 0.3 * more) };
  }
}

/** Terms of scripts without spaces that have a word inside. */
function* termsAround(terms: Terms, word: string): Generator<SimilarTerm | undefined> {
  for (const chunk of terms.chunks) {
    if ((chunk.at(-1)?.text ?? '') < UNSPACED) continue;
    yield undefined;
    for (const term of chunk) {
      const weight = (0.3 * word.length) / term.text.length;
      if (term.text.indexOf(word) > 0) yield { term, weight };
    }
  }
}

function* mistypedTerms(terms: Terms, word: string, isKnown: boolean): Generator<SimilarTerm | undefined> {
  const slips = slipsIn(word);
  const distances = new EditDistances(word);
  const cursor = new TermCursor(terms, '');
  while (cursor.term) {
    const { term } = cursor;
    const { text } = term;
    const hopeless = distances.follow(text, slips);
    // All terms with a beginning that is too far from the word already are passed over.
    if (hopeless !== undefined) cursor.skip(text.slice(0, hopeless));
    else cursor.next();
    const isOther = hopeless === undefined && distances.last > 0 && !text.startsWith(word);
    const weight = (0.45 * text.length) / (text.length + distances.last);
    yield isOther && distances.last <= slips && isLikely(word, isKnown, text) ? { term, weight } : undefined;
  }
}

/** A place among the terms in order. */
class TermCursor {
  readonly #chunks: readonly (readonly Term[])[];
  #chunk = 0;
  #index = 0;

  /** At the first term that isn't before a text. */
  constructor({ chunks }: Terms, text: string) {
    this.#chunks = chunks;
    this.#seek((term) => term.text >= text);
  }

  /** Undefined after the last one. */
  get term(): Term | undefined {
    return this.#chunks[this.#chunk]?.[this.#index];
  }

  next(): void {
    this.#index++;
    if (this.#index < (this.#chunks[this.#chunk]?.length ?? 0)) return;
    this.#chunk++;
    this.#index = 0;
  }

  /** Goes on after all terms with this beginning, which the one here has. */
  skip(beginning: string): void {
    // Most often they end in this chunk.
    const isPast = ({ text }: Term) => text > beginning && !text.startsWith(beginning);
    this.#seek(isPast, this.#chunk);
  }

  #seek(isThere: (term: Term) => boolean, from = 0): void {
    const isEnd = (chunk: readonly Term[]) => {
      const last = chunk.at(-1);
      return last !== undefined && isThere(last);
    };
    this.#chunk = from;
    const here = this.#chunks[from];
    if (!here || !isEnd(here)) this.#chunk = firstIndex(this.#chunks, isEnd);
    this.#index = firstIndex(this.#chunks[this.#chunk] ?? [], isThere);
  }
}
