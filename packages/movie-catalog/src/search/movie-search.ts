import MiniSearch from 'minisearch';
import { foldText } from '../fold-text.js';
import type { MovieIndex } from '../lazy-index.js';
import type { Movie } from '../movie.js';
import type { MovieChange } from '../store.js';

/** A movie that was found, by its id. */
export interface SearchHit {
  readonly id: string;
  /** Above 0; the better it matches, the higher. Comparable within one search only. */
  readonly score: number;
}

/** A full-text index of titles and directors. */
export class MovieSearch implements MovieIndex {
  readonly #index = new MiniSearch<Movie>({
    fields: ['title', 'director'],
    processTerm: foldText,
    searchOptions: {
      combineWith: 'AND',
      boost: { title: 2 },
      prefix: true,
      fuzzy: slipsIn,
    },
  });

  replace({ before, after }: MovieChange): void {
    if (before && after && before.title === after.title && before.director === after.director) return;
    if (before) this.#index.remove(before);
    if (after) this.#index.add(after);
  }

  /**
   * Finds movies that have all of the words, without regard to case and accents. A word also finds longer ones that
   * begin with it, and ones with a typo, which rank lower.
   *
   * @returns best first
   */
  search(words: string): SearchHit[] {
    return this.#index.search(words);
  }
}

/** How many letters may be wrong, missing or too many in a word; two letters swapped are two wrong ones. */
function slipsIn(word: string): number | false {
  // One typo makes another word of a word of three letters, and three do of any word.
  if (word.length <= 3) return false;
  return word.length <= 6 ? 1 : 2;
}
