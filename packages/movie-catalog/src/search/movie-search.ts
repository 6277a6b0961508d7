import type { MovieIndex } from '../lazy-index.js';
import { type MovieFilter, type MovieMatcher, matcherOf } from '../lists/movie-filter.js';
import type { Movie } from '../movie.js';
import type { MovieChange } from '../store.js';
import { TimeSlices } from '../time-slices.js';
import { BestHits, type Hit } from './best-hits.js';
import { dividedTerms } from './divided-terms.js';
import { joinedTerms } from './joined-terms.js';
import { MovieScores } from './movie-scores.js';
import { countOf, lettersIn, MAX_WORDS as MAX_INDEXED_WORDS, SearchIndex, slotOf } from './search-index.js';
import { type SimilarTerm, similarTerms } from './similar-terms.js';
import { FIELDS, type Field } from './term.js';
import { wordsOf } from './words.js';

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
  /** The words of the query that did not count, in its order: those after the first 16, and those that no movie here has. */
  readonly droppedWords: readonly string[];
}

/** What to find. */
export interface SearchQuery {
  /** The most movies to find. */
  readonly limit: number;
  /** Which movies to look at; all by default. */
  readonly filter?: MovieFilter | undefined;
}

/** How many different words of a query count. */
const MAX_WORDS = 16;
/** Once so many movies were looked at for a word, no other words like it are tried. */
const MAX_POSTINGS = 1_000_000;
/** How many movies are scored between two looks at the clock. */
const STEP = 1_024;
const BOOST: Readonly<Record<Field, number>> = { title: 2, director: 1 };

/** Finds movies by words, in time slices. One search at a time, and no changes meanwhile. */
export class MovieSearch implements MovieIndex {
  readonly #index = new SearchIndex();
  readonly #scores = new MovieScores();

  replace(change: MovieChange): void {
    this.#index.replace(change);
  }

  /**
   * Finds movies that have all words of a text, without regard to case and accents. A word also finds longer ones that
   * begin with it, and ones with a typo, which rank lower. Words are found joined and apart, `spiderman` and
   * `Spider-Man`. Movies with the very title come first.
   *
   * @throws the signal's reason, once it aborts
   */
  async find(text: string, { limit, filter = {} }: SearchQuery, signal?: AbortSignal): Promise<FoundMovies> {
    const query = wordsOf(text, text.length);
    const all = [...new Set(query)];
    const words = all.slice(0, MAX_WORDS);
    const droppedWords = all.slice(MAX_WORDS);
    // The longest says most, and single letters after it may be beginnings of words.
    words.sort((a, b) => b.length - a.length);
    if (words.length === 0) return { found: [], droppedWords };
    const slices = new TimeSlices(signal);
    this.#scores.reset(this.#index.slots);
    for (const [position, word] of words.entries()) {
      await this.#scoreWord(query, word, position, slices);
      if (this.#scores.matching === 0) return { found: [], droppedWords: all };
    }
    return { found: await this.#best(query, words.length, limit, matcherOf(filter), slices), droppedWords };
  }

  async #scoreWord(query: readonly string[], word: string, position: number, slices: TimeSlices): Promise<void> {
    this.#scores.nextWord();
    let postings = 0;
    for (const similar of this.#termsFor(query, word, position === 0)) {
      if (slices.isOver) await slices.next();
      if (!similar) continue;
      for (const field of FIELDS) {
        postings += similar.term.postings[field].length;
        await this.#scoreTerm(similar, field, position, slices);
      }
      if (postings > MAX_POSTINGS) return;
    }
  }

  *#termsFor(query: readonly string[], word: string, isLongest: boolean): Generator<SimilarTerm | undefined> {
    yield* joinedTerms(this.#index.terms, query, word);
    yield* dividedTerms(this.#index, word, word === query.at(-1));
    yield* similarTerms(this.#index.terms, word, isLongest);
  }

  /** Okapi BM25+ with the usual constants: rare words count more, and so do words of short titles. */
  async #scoreTerm({ term, weight }: SimilarTerm, field: Field, word: number, slices: TimeSlices): Promise<void> {
    const postings = term.postings[field];
    const factor = weight * BOOST[field] * rarity(postings.length, this.#index.size);
    const lengths = this.#index.lengths(field);
    const average = this.#index.averageLength(field);
    for (let start = 0; start < postings.length; start += STEP) {
      if (slices.isOver) await slices.next();
      const end = Math.min(start + STEP, postings.length);
      for (let index = start; index < end; index++) {
        const posting = postings[index] ?? 0;
        const slot = slotOf(posting);
        const count = countOf(posting);
        const length = (lengths[slot] ?? 0) / average;
        this.#scores.add(slot, word, factor * (0.5 + (count * 2.2) / (count + 1.2 * (0.3 + 0.7 * length))));
      }
    }
  }

  async #best(
    query: readonly string[],
    words: number,
    limit: number,
    matches: MovieMatcher | undefined,
    slices: TimeSlices,
  ): Promise<FoundMovie[]> {
    const title = query.slice(0, MAX_INDEXED_WORDS.title);
    const letters = lettersIn(title);
    const tiers = [new BestHits(limit), new BestHits(limit), new BestHits(limit)] as const;
    for (let slot = 0; slot < this.#index.slots; slot++) {
      if (slot % STEP === 0 && slices.isOver) await slices.next();
      const score = this.#scores.scoreOf(slot, words);
      const movie = this.#index.movieIn(slot);
      if (score > 0 && movie && (!matches || matches(movie)))
        tiers[this.#index.titleDistance(slot, title, letters)].add(slot, score * words);
    }
    return joinTiers(tiers)
      .slice(0, limit)
      .flatMap(({ slot, score }) => {
        const movie = this.#index.movieIn(slot);
        return movie ? [{ movie, score }] : [];
      });
  }
}

/** Puts the hits of several tiers in one order, so that all of a tier score more than those after it. */
function joinTiers(tiers: readonly BestHits[]): Hit[] {
  let hits: Hit[] = [];
  for (const tier of tiers.toReversed()) {
    const lead = hits[0]?.score ?? 0;
    hits = tier.hits.map(({ slot, score }) => ({ slot, score: score + lead })).concat(hits);
  }
  return hits;
}

/** The inverse document frequency. */
function rarity(having: number, all: number): number {
  return Math.log(1 + (all - having + 0.5) / (having + 0.5));
}
