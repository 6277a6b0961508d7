import { hasSlot, type Postings, postingOf, slotOf } from './postings.js';
import type { SearchIndex } from './search-index.js';
import type { SimilarTerm } from './similar-terms.js';
import type { Field as AnyField, Terms } from './term.js';

/** Words in a row mean something in these fields only. */
const FIELDS = ['title', 'director'] as const;
type Field = (typeof FIELDS)[number];

/** How many movies are looked at for a word and a field, which takes 2 ms. */
const MAX_MOVIES = 2_048;
/** Only a first part that so few movies have is looked for with the beginning of a second one. */
const FEW = 256;
/** Fewer letters begin too many pairs of words, such as `a l…`. */
const MIN_BEGINNING = 4;
/** How words in a row stand for a word. Letters are an abbreviation, which comes before a word of other languages. */
const MATCHES = ['letters', 'words', 'beginning'] as const;
type Match = (typeof MATCHES)[number];
const WEIGHTS: Readonly<Record<Match, number>> = { letters: 1.2, words: 0.9, beginning: 0.3 };

/**
 * The movies that have a word of a query as several in a row: `Spider-Man` for `spiderman`. The last word of a query may
 * be only the beginning of them: `spiderm`. Gives undefined now and then, so that the search can be divided.
 */
export function* dividedTerms(index: SearchIndex, word: string, isLast: boolean): Generator<SimilarTerm | undefined> {
  const mayBegin = isLast && word.length >= MIN_BEGINNING;
  const found = { letters: noPostings(), words: noPostings(), beginning: noPostings() };
  for (const field of FIELDS) {
    for (const slot of candidates(index.terms, word, field, mayBegin)) {
      yield undefined;
      const match = matchOf(index.wordsIn(slot, field), word);
      if (!match || (match === 'beginning' && !mayBegin)) continue;
      found[match][field].push(postingOf(slot, 1));
    }
  }
  for (const match of MATCHES) {
    yield { postings: (field) => Int32Array.from(found[match][field]), weight: WEIGHTS[match] };
  }
}

function noPostings(): Record<AnyField, number[]> {
  return { title: [], director: [], genre: [], label: [] };
}

/** Movies that may have a word in parts; those with the rarest parts, if there are too many. */
function candidates(terms: Terms, word: string, field: Field, mayBegin: boolean): Set<number> {
  const slots = new Set<number>();
  let left = MAX_MOVIES;
  const pairs = partsOf(terms, word, field, mayBegin).sort((a, b) => a.few.length - b.few.length);
  for (const { few, many } of pairs) {
    for (const posting of few) {
      if (left-- === 0) return slots;
      const slot = slotOf(posting);
      if (!many || hasSlot(many, slot)) slots.add(slot);
    }
  }
  return slots;
}

interface Parts {
  /** Of one part. */
  readonly few: Postings;
  /** Of the other part, if that matters. */
  readonly many?: Postings;
}

function partsOf(terms: Terms, word: string, field: Field, mayBegin: boolean): Parts[] {
  const parts: Parts[] = [];
  for (let middle = 1; middle < word.length; middle++) {
    const first = terms.postingsOf(word.slice(0, middle), field);
    if (mayBegin && first.length <= FEW) {
      parts.push({ few: first });
      continue;
    }
    for (let end = middle + 1; end <= word.length; end++) {
      const second = terms.postingsOf(word.slice(middle, end), field);
      parts.push(second.length < first.length ? { few: second, many: first } : { few: first, many: second });
    }
  }
  return parts;
}

/** How words in a row stand for a word, if they do. */
function matchOf(words: readonly string[], word: string): Match | undefined {
  let match: 'beginning' | undefined;
  for (let start = 0; start < words.length - 1; start++) {
    let rest = word;
    let end = start;
    let next = words[end];
    while (next !== undefined && rest.length > next.length && rest.startsWith(next)) {
      rest = rest.slice(next.length);
      next = words[++end];
    }
    if (end === start || next === undefined) continue;
    if (next === rest) return end - start + 1 === word.length ? 'letters' : 'words';
    if (next.startsWith(rest)) match = 'beginning';
  }
  return match;
}
