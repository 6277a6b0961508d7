import { addPosting, hasSlot, postingOf, slotOf } from './postings.js';
import type { SearchIndex } from './search-index.js';
import type { SimilarTerm } from './similar-terms.js';
import { newTerm, type Terms } from './term.js';

/** Words in a row mean something in these fields only. */
const FIELDS = ['title', 'director'] as const;
type Field = (typeof FIELDS)[number];

/** How many movies are looked at for a word and a field, which takes 2 ms. */
const MAX_MOVIES = 2_048;
/** Only a first part that so few movies have is looked for with the beginning of a second one. */
const FEW = 256;
/** Fewer letters begin too many pairs of words, such as `a l…`. */
const MIN_BEGINNING = 4;
/** How well words in a row stand for a word. Letters are an abbreviation, which comes before a word of other languages. */
const WEIGHTS = { letters: 1.2, words: 0.9, beginning: 0.3 };
type Match = keyof typeof WEIGHTS;

/**
 * The movies that have a word of a query as several in a row: `Spider-Man` for `spiderman`. The last word of a query may
 * be only the beginning of them: `spiderm`. They come as terms that aren't in the index. Gives
 * undefined now and then, so that the search can be divided.
 */
export function* dividedTerms(index: SearchIndex, word: string, isLast: boolean): Generator<SimilarTerm | undefined> {
  const mayBegin = isLast && word.length >= MIN_BEGINNING;
  const terms = { letters: newTerm(word), words: newTerm(word), beginning: newTerm(word) };
  for (const field of FIELDS) {
    for (const slot of candidates(index.terms, word, field, mayBegin)) {
      yield undefined;
      const match = matchOf(index.wordsIn(slot, field), word);
      if (match && (match !== 'beginning' || mayBegin)) addPosting(terms[match], field, postingOf(slot, 1));
    }
  }
  yield { term: terms.letters, weight: WEIGHTS.letters };
  yield { term: terms.words, weight: WEIGHTS.words };
  yield { term: terms.beginning, weight: WEIGHTS.beginning };
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
  readonly few: readonly number[];
  /** Of the other part, if that matters. */
  readonly many?: readonly number[];
}

function partsOf(terms: Terms, word: string, field: Field, mayBegin: boolean): Parts[] {
  const parts: Parts[] = [];
  for (let middle = 1; middle < word.length; middle++) {
    const first = terms.get(word.slice(0, middle))?.postings[field] ?? [];
    if (mayBegin && first.length <= FEW) {
      parts.push({ few: first });
      continue;
    }
    for (let end = middle + 1; end <= word.length; end++) {
      const second = terms.get(word.slice(middle, end))?.postings[field] ?? [];
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
