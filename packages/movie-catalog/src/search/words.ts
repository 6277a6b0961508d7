import { foldText } from '../fold-text.js';

/** Longer words count as their beginning, so that neither the index nor a query grows with one word. */
const MAX_LETTERS = 64;
/** What isn't between words. */
const WORDS = /[^\n\r\p{Z}\p{P}\u2044]+/gu;
// The slash is the one of ½.
const BETWEEN_WORDS = /[\n\r\p{Z}\p{P}\u2044]+/u;
const SPACES = /[\n\r\p{Z}]+/gu;
const BEYOND_ASCII = /[\u0080-\uffff]/;
/** ³ and ½ are numbers of their own, also right after a word or another number. */
const SMALL_NUMBERS = /\p{No}+/gu;
/**
 * Where a script without spaces meets anything else, as in `20世紀少年`. So a word that has such letters begins with one, and
 * stands behind all others.
 */
const SCRIPT_CHANGE =
  /(?<=[\u0e00-\u1dff\u2e80-\uffff])(?=[^\u0e00-\u1dff\u2e80-\uffff])|(?<=[^\u0e00-\u1dff\u2e80-\uffff])(?=[\u0e00-\u1dff\u2e80-\uffff])/g;

/**
 * The first words of a text in their order, without regard to case and accents. A text of signs only, such as `?`, is
 * one word.
 */
export function wordsOf(text: string, maxWords: number): string[] {
  const folded = foldText(text.slice(0, maxWords * MAX_LETTERS));
  const words = withSpaces(folded).match(WORDS) ?? signsOf(folded);
  // Almost all titles end here.
  if (words.length <= maxWords && words.every((word) => word.length <= MAX_LETTERS)) return words;
  return words.slice(0, maxWords).map(shortWord);
}

/** Words as one. */
export function joinWords(words: readonly string[]): string {
  return shortWord(words.join(''));
}

function shortWord(word: string): string {
  return word.slice(0, MAX_LETTERS);
}

/** A word, and how it was written. */
export interface TypedWord {
  readonly word: string;
  readonly typed: string;
}

/** All words of a text, the same as `wordsOf` gives. If one was written that is several here, they stand for themselves. */
export function typedWords(text: string): TypedWord[] {
  const words = text.split(BETWEEN_WORDS).flatMap((part) => {
    // ½ alone is two words.
    const folded = part === '' ? [] : wordsOf(part, part.length * 2);
    return folded.map((word) => ({ word, typed: folded.length === 1 ? part : word }));
  });
  return words.length > 0 ? words : wordsOf(text, text.length).map((word) => ({ word, typed: text.trim() }));
}

function withSpaces(folded: string): string {
  if (!BEYOND_ASCII.test(folded)) return folded;
  return folded.replace(SMALL_NUMBERS, (number) => ` ${number.normalize('NFKD')} `).replace(SCRIPT_CHANGE, ' ');
}

function signsOf(folded: string): string[] {
  const signs = folded.normalize('NFKC').replace(SPACES, '');
  return signs === '' ? [] : [signs];
}
