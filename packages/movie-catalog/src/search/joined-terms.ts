import { longerTerms, type SimilarTerm, similarTerm } from './similar-terms.js';
import type { Terms } from './term.js';

/** How many words of a query are looked at, and how many of them in a row may be one word. */
const MAX_WORDS = 32;
const MAX_JOINED = 8;
/** Below the word itself. */
const WEIGHT = 0.9;
/** Fewer letters begin too many words. */
const MIN_BEGINNING = 4;

/**
 * The terms that a word and its neighbours in a query are when they are joined: `Ghostbusters` for `ghost busters`. The
 * last word may be only the beginning of what it stands for.
 */
export function* joinedTerms(terms: Terms, query: readonly string[], word: string): Generator<SimilarTerm> {
  const words = query.slice(0, MAX_WORDS);
  const known = new Set<string>();
  for (const [joined, isLast] of joinedWith(words, word)) {
    if (known.has(joined)) continue;
    known.add(joined);
    const term = terms.get(joined);
    if (term !== undefined) yield similarTerm(terms, term, WEIGHT);
    if (isLast && joined.length >= MIN_BEGINNING) yield* longerTerms(terms, joined);
  }
}

/** Rows of words that have this one, joined, and whether they end with the last word. */
function* joinedWith(words: readonly string[], word: string): Generator<[string, boolean]> {
  for (let start = 0; start < words.length - 1; start++) {
    for (let end = start + 2; end <= Math.min(start + MAX_JOINED, words.length); end++) {
      const row = words.slice(start, end);
      if (row.includes(word)) yield [row.join(''), end === words.length];
    }
  }
}
