import type { Movie } from '../movie.js';
import { TimeSlices } from '../time-slices.js';
import { type MovieFilter, matcherOf } from './movie-filter.js';
import { type ValueCount, ValueTally } from './value-tally.js';

/** What to count. */
export interface SummaryQuery {
  readonly filter?: MovieFilter | undefined;
  /** The most genres, directors and keys of labels to give. */
  readonly limit: number;
}

/** How many movies were released in a decade. */
export interface DecadeCount {
  /** Its first year, such as 1990. */
  readonly decade: number;
  readonly count: number;
}

/** Movies, counted by their values. Genres, directors and keys that differ in case or accents only are one. */
export interface MovieSummary {
  /** How many movies match the filter. */
  readonly totalSize: number;
  readonly unratedCount: number;
  /** Undefined if no movie is rated. */
  readonly averageRating: number | undefined;
  /** How many have a rating from 0 to below 1, from 1 to below 2, …, from 9 to 10. */
  readonly ratingCounts: readonly number[];
  /** Those with movies, in ascending order. */
  readonly decades: readonly DecadeCount[];
  readonly unknownYearCount: number;
  /** Those with the most movies, most first; so are the next two. */
  readonly genres: readonly ValueCount[];
  readonly directors: readonly ValueCount[];
  readonly labelKeys: readonly ValueCount[];
}

/** How many movies are counted between two looks at the clock. */
const STEP = 16;

/**
 * Counts the movies that match, in time slices.
 *
 * @throws the signal's reason, once it aborts
 */
export async function summaryOf(
  movies: Iterable<Movie>,
  { filter = {}, limit }: SummaryQuery,
  signal?: AbortSignal,
): Promise<MovieSummary> {
  const matches = matcherOf(filter) ?? (() => true);
  const tally = new MovieTally();
  const slices = new TimeSlices(signal);
  let looked = 0;
  for (const movie of movies) {
    if (looked++ % STEP === 0 && slices.isOver) await slices.next();
    if (matches(movie)) tally.add(movie);
  }
  return tally.summary(limit, slices);
}

class MovieTally {
  #totalSize = 0;
  #unratedCount = 0;
  #ratings = 0;
  readonly #ratingCounts: number[] = new Array(10).fill(0);
  readonly #decades = new Map<number, number>();
  #unknownYearCount = 0;
  readonly #genres = new ValueTally();
  readonly #directors = new ValueTally();
  readonly #labelKeys = new ValueTally();

  add(movie: Movie): void {
    this.#totalSize++;
    this.#addRating(movie.rating);
    this.#addYear(movie.releaseYear);
    this.#genres.add(movie, movie.genres);
    if (movie.director !== '') this.#directors.add(movie, [movie.director]);
    this.#labelKeys.add(movie, Object.keys(movie.labels));
  }

  #addRating(rating: number | undefined): void {
    if (rating === undefined) {
      this.#unratedCount++;
      return;
    }
    this.#ratings += rating;
    const place = Math.min(Math.floor(rating), 9);
    this.#ratingCounts[place] = (this.#ratingCounts[place] ?? 0) + 1;
  }

  #addYear(year: number): void {
    const decade = year - (year % 10);
    if (year === 0) this.#unknownYearCount++;
    else this.#decades.set(decade, (this.#decades.get(decade) ?? 0) + 1);
  }

  async summary(limit: number, slices: TimeSlices): Promise<MovieSummary> {
    const rated = this.#totalSize - this.#unratedCount;
    const decades = [...this.#decades].map(([decade, count]) => ({ decade, count }));
    return {
      totalSize: this.#totalSize,
      unratedCount: this.#unratedCount,
      averageRating: rated === 0 ? undefined : this.#ratings / rated,
      ratingCounts: this.#ratingCounts,
      decades: decades.sort((a, b) => a.decade - b.decade),
      unknownYearCount: this.#unknownYearCount,
      genres: await this.#genres.most(limit, slices),
      directors: await this.#directors.most(limit, slices),
      labelKeys: await this.#labelKeys.most(limit, slices),
    };
  }
}
