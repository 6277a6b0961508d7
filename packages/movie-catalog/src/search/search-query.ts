import { typedWords } from './words.js';

/** How many different words of a query count. */
const MAX_WORDS = 16;

/** A word that is looked for. */
export interface QueryWord {
  readonly word: string;
  /** As the user wrote it. */
  readonly typed: string;
}

/** What a text asks for. */
export interface Query {
  /** All of its words, in their order. */
  readonly words: readonly string[];
  /** Those that count, each once; the longest first, as it says most. */
  readonly counting: readonly QueryWord[];
  /** All different words, in their order. */
  readonly different: readonly QueryWord[];
}

export function readQuery(text: string): Query {
  const all = typedWords(text);
  const known = new Map<string, QueryWord>();
  for (const each of all) if (!known.has(each.word)) known.set(each.word, each);
  const different = [...known.values()];
  // Single letters after the longest word may be beginnings of words.
  const counting = different.slice(0, MAX_WORDS).sort((a, b) => b.word.length - a.word.length);
  return { words: all.map(({ word }) => word), counting, different };
}

/**
 * The words that did not count, in the query's order: those after the first 16, and those that no movie here has.
 *
 * @param found has a bit for each counting word that a movie has
 */
export function droppedWords({ counting, different }: Query, found: number): string[] {
  const isFound = (word: QueryWord) => {
    const position = counting.indexOf(word);
    return position >= 0 && (found & (1 << position)) !== 0;
  };
  return different.filter((word) => !isFound(word)).map(({ typed }) => typed);
}
