import { foldText } from '../fold-text.js';

/** Longer words count as their beginning, so that neither the index nor a query grows with one word. */
const MAX_LETTERS = 64;
/** What isn't between words. */
const WORD = letters(/[^\n\r\p{Z}\p{P}\u2044]+/uy);
// The slash is the one of ½.
const BETWEEN_WORDS = letters(/[\n\r\p{Z}\p{P}\u2044]+/uy);
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

/** Takes a word, which is a part of a text. */
export type OnWord = (text: string, start: number, end: number) => void;

/**
 * Cuts the first words from a text in their order, without regard to case and accents. A text of signs only, such as `?`,
 * is one word. No strings are made of the words: most are known already.
 */
export function cutWords(text: string, maxWords: number, onWord: OnWord): void {
  const folded = foldText(text.slice(0, maxWords * MAX_LETTERS));
  const spaced = withSpaces(folded);
  let words = 0;
  let end = 0;
  while (words < maxWords) {
    const start = endOf(BETWEEN_WORDS, spaced, end);
    end = endOf(WORD, spaced, start);
    if (end === start) break;
    onWord(spaced, start, Math.min(end, start + MAX_LETTERS));
    words++;
  }
  if (words > 0) return;
  const signs = shortWord(folded.normalize('NFKC').replace(SPACES, ''));
  if (signs !== '') onWord(signs, 0, signs.length);
}

/** Some of all letters. */
interface Letters {
  /** Matches a row of them. */
  readonly row: RegExp;
  /** By a letter's number, which of ASCII they are. */
  readonly ascii: readonly boolean[];
}

function letters(row: RegExp): Letters {
  const ascii = Array.from({ length: 128 }, (_, letter) => rowEnd(row, String.fromCharCode(letter), 0) > 0);
  return { row, ascii };
}

/** Where a row of letters ends that begins at an index. */
function endOf({ row, ascii }: Letters, text: string, start: number): number {
  let end = start;
  // Almost every title is plain ASCII, which takes a fraction of the time.
  while (end < text.length && ascii[text.charCodeAt(end)]) end++;
  if (end === text.length || text.charCodeAt(end) < ascii.length) return end;
  return rowEnd(row, text, start);
}

function rowEnd(row: RegExp, text: string, start: number): number {
  row.lastIndex = start;
  return row.test(text) ? row.lastIndex : start;
}

/** The words that are cut from a text. */
export function wordsOf(text: string, maxWords: number): string[] {
  const words: string[] = [];
  cutWords(text, maxWords, (cut, start, end) => words.push(cut.slice(start, end)));
  return words;
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
  const words = text.split(BETWEEN_WORDS.row).flatMap((part) => {
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
