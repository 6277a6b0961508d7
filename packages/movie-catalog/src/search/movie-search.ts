import type { MovieIndex } from '../lazy-index.js';
import { type MovieFilter, type MovieMatcher, matcherOf } from '../lists/movie-filter.js';
import type { Movie } from '../movie.js';
import type { MovieChange } from '../store.js';
import { TimeSlices } from '../time-slices.js';
import { BestHits, type Hit, joinTiers } from './best-hits.js';
import { MovieScores } from './movie-scores.js';
import { MAX_WORDS } from './movie-words.js';
import { lettersIn, SearchIndex } from './search-index.js';
import { droppedWords, type Query, readQuery } from './search-query.js';
import { WordScorer } from './word-scorer.js';

/** A movie that was found. */
export interface FoundMovie {
  readonly movie: Movie;
  /** Above 0; the better it matches, the higher. Comparable within one search only. */
  readonly score: number;
}

/** Movies that were found. */
export interface FoundMovies {
  /** Best first. */
  readonly found: readonly FoundMovie[];
  /** The words that did not count, in the query's order: those after the first 16, and those that no movie here has. */
  readonly droppedWords: readonly string[];
}

/** What to find. */
export interface SearchQuery {
  /** The most movies to find. */
  readonly limit: number;
  /** Which movies to find; all by default. */
  readonly filter?: MovieFilter | undefined;
}

/** How many movies are looked at between two looks at the clock. A filter's look at a movie may take a while. */
const STEP = 64;

/** One search. */
interface Search {
  readonly query: Query;
  readonly limit: number;
  readonly matches: MovieMatcher;
  readonly slices: TimeSlices;
}

/** Finds movies by words, in time slices. One search at a time, and no changes meanwhile. */
export class MovieSearch implements MovieIndex {
  readonly #index = new SearchIndex();
  readonly #scores = new MovieScores();
  readonly #scorer = new WordScorer(this.#index, this.#scores);

  replace(change: MovieChange): void {
    this.#index.replace(change);
  }

  /**
   * Finds movies that have all words of a text, without regard to case and accents; if there are none, those that have
   * most of them. A word also finds longer ones that begin with it, and ones with a typo, which rank lower. Words are
   * found joined and apart, `spiderman` and `Spider-Man`. Movies with the very title come first.
   *
   * @throws the signal's reason, once it aborts
   */
  async find(text: string, { limit, filter = {} }: SearchQuery, signal?: AbortSignal): Promise<FoundMovies> {
    const query = readQuery(text);
    if (query.counting.length === 0) return { found: [], droppedWords: [] };
    const matches = matcherOf(filter) ?? (() => true);
    const search = { query, limit, matches, slices: new TimeSlices(signal) };
    let hits = await this.#withAll(search);
    if (hits.length === 0 && query.counting.length > 1) hits = await this.#withMost(search);
    const words = hits.reduce((found, { slot }) => found | this.#scores.wordsOf(slot), 0);
    return { found: hits.flatMap((hit) => this.#foundMovie(hit)), droppedWords: droppedWords(query, words) };
  }

  async #withAll(search: Search): Promise<Hit[]> {
    const { query, slices } = search;
    this.#scores.reset(this.#index.slots, true);
    for (const [position, { word }] of query.counting.entries()) {
      const letterMayBegin = position > 0;
      await this.#scorer.score({ query: query.words, word, position, letterMayBegin }, slices);
      if (this.#scores.matching === 0) return [];
    }
    const title = query.words.slice(0, MAX_WORDS.title);
    const letters = lettersIn(title);
    const count = query.counting.length;
    const all = 2 ** count - 1;
    return this.#best(search, 3, (slot) => {
      if (this.#scores.wordsOf(slot) !== all) return undefined;
      return this.#index.titleDistance(slot, title, letters);
    });
  }

  async #withMost(search: Search): Promise<Hit[]> {
    const { query, slices } = search;
    this.#scores.reset(this.#index.slots, false);
    for (const [position, { word }] of query.counting.entries()) {
      // A letter begins a word of almost every movie, so it says nothing unless the movie has all other words.
      await this.#scorer.score({ query: query.words, word, position, letterMayBegin: false }, slices);
    }
    const count = query.counting.length;
    return this.#best(search, count, (slot) => {
      const words = this.#scores.wordsOf(slot);
      return words === 0 ? undefined : count - bitsIn(words);
    });
  }

  /** The best movies: those of the first tier before all others. */
  async #best(search: Search, tiers: number, tierOf: (slot: number) => number | undefined): Promise<Hit[]> {
    const { query, limit, matches, slices } = search;
    const best = Array.from({ length: tiers }, () => new BestHits(limit));
    for (let slot = 0; slot < this.#index.slots; slot++) {
      if (slot % STEP === 0 && slices.isOver) await slices.next();
      const tier = best[tierOf(slot) ?? tiers];
      if (!tier) continue;
      const score = this.#scores.scoreOf(slot) * query.counting.length;
      if (!tier.takes(score)) continue;
      const movie = this.#index.movieIn(slot);
      if (movie && matches(movie)) tier.add(slot, score);
    }
    return joinTiers(best).slice(0, limit);
  }

  #foundMovie({ slot, score }: Hit): FoundMovie[] {
    const movie = this.#index.movieIn(slot);
    return movie ? [{ movie, score }] : [];
  }
}

function bitsIn(words: number): number {
  let bits = 0;
  for (let left = words; left !== 0; left &= left - 1) bits++;
  return bits;
}
