import { foldText } from '../fold-text.js';

/** Longer words count as their beginning, so that neither the index nor a query grows with one word. */
const MAX_LETTERS = 64;
const BETWEEN_WORDS = /[\n\r\p{Z}\p{P}]+/u;

/** The first words of a text, without regard to case and accents, and how often each of them is there. */
export function wordsOf(text: string, maxWords: number): Map<string, number> {
  const counts = new Map<string, number>();
  // One part more than asked for, as a text that begins with punctuation has an empty part before it.
  const parts = text.slice(0, maxWords * MAX_LETTERS).split(BETWEEN_WORDS, maxWords + 1);
  for (const part of parts.filter((part) => part !== '').slice(0, maxWords)) {
    const word = foldText(part).slice(0, MAX_LETTERS);
    if (word !== '') counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
