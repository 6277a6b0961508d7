import type { TimeSlices } from '../time-slices.js';
import { dividedTerms } from './divided-terms.js';
import { joinedTerms } from './joined-terms.js';
import type { MovieScores } from './movie-scores.js';
import { countOf, hasSlot, type Postings, slotOf } from './postings.js';
import type { SearchIndex } from './search-index.js';
import { type SimilarTerm, similarTerms } from './similar-terms.js';
import { FIELDS, type Field } from './term.js';

/** Once so many movies were looked at for a word, no other words like it are tried. */
const MAX_POSTINGS = 1_000_000;
/** How many movies are scored between two looks at the clock. */
const STEP = 1_024;
/** A year that a movie may be released in. */
const YEAR = /^(?:18|19|20|21)[0-9]{2}$/;
const BOOST: Readonly<Record<Field | 'year', number>> = { title: 2, director: 1, genre: 0.5, label: 0.5, year: 0.5 };

/** What is looked for in one round of a search. */
export interface WordSearch {
  /** All words of the query, in their order. */
  readonly query: readonly string[];
  readonly word: string;
  /** Its place among those that count, from 0. */
  readonly position: number;
  /** Whether it may begin other words even if it is a single letter. */
  readonly letterMayBegin: boolean;
}

/** Scores the movies of an index for words of a query, in time slices. */
export class WordScorer {
  readonly #index: SearchIndex;
  readonly #scores: MovieScores;

  constructor(index: SearchIndex, scores: MovieScores) {
    this.#index = index;
    this.#scores = scores;
  }

  /** Adds to the scores of all movies that have the word, or one like it. */
  async score(search: WordSearch, slices: TimeSlices): Promise<void> {
    this.#scores.nextWord();
    let postings = 0;
    for (const similar of this.#termsFor(search)) {
      if (slices.isOver) await slices.next();
      if (!similar) continue;
      for (const field of FIELDS) {
        const movies = similar.postings(field);
        // Most terms are in one field only.
        if (movies.length === 0) continue;
        postings += movies.length;
        const weight = similar.weight * BOOST[field] * rarity(movies.length, this.#index.size);
        for (let start = 0; start < movies.length; start += STEP) {
          if (slices.isOver) await slices.next();
          this.#scoreMovies(movies.subarray(start, start + STEP), field, weight, search.position);
        }
      }
      if (postings > MAX_POSTINGS) break;
    }
    if (YEAR.test(search.word)) await this.#scoreYear(search, slices);
  }

  *#termsFor({ query, word, letterMayBegin }: WordSearch): Generator<SimilarTerm | undefined> {
    yield* joinedTerms(this.#index.terms, query, word);
    yield* dividedTerms(this.#index, word, word === query.at(-1));
    yield* similarTerms(this.#index.terms, word, letterMayBegin);
  }

  #scoreMovies(postings: Postings, field: Field, weight: number, position: number): void {
    const lengths = this.#index.lengths(field);
    const average = this.#index.averageLength(field);
    for (const posting of postings) {
      const slot = slotOf(posting);
      const length = lengths ? lengths.get(slot) / average : 1;
      this.#scores.add(slot, position, weight * frequency(countOf(posting), length));
    }
  }

  /** Years aren't in the index: a look at all movies takes less than a search for typos. */
  async #scoreYear({ word, position }: WordSearch, slices: TimeSlices): Promise<void> {
    const year = Number(word);
    // Movies with the year in their title have their score already.
    const inTitle = this.#index.terms.postingsOf(word, 'title');
    const slots: number[] = [];
    for (let slot = 0; slot < this.#index.slots; slot++) {
      if (slot % STEP === 0 && slices.isOver) await slices.next();
      if (this.#index.movieIn(slot)?.releaseYear === year && !hasSlot(inTitle, slot)) slots.push(slot);
    }
    const score = BOOST.year * rarity(slots.length, this.#index.size) * frequency(1, 1);
    for (const slot of slots) this.#scores.add(slot, position, score);
  }
}

// Okapi BM25+ with the usual constants: rare words count more, and so do words of short titles.

/** The inverse document frequency. */
function rarity(having: number, all: number): number {
  return Math.log(1 + (all - having + 0.5) / (having + 0.5));
}

/** @param length that of the field, relative to the average */
function frequency(count: number, length: number): number {
  return 0.5 + (count * 2.2) / (count + 1.2 * (0.3 + 0.7 * length));
}
