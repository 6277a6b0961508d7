import { v1 } from 'movie-proto';
import { type CallOptions, callSettings } from '../call-options.js';
import type { Movie, MovieFilter } from '../movie.js';
import { toFilter } from '../movie-messages.js';
import type { Servers } from '../transport/servers.js';
import { checked, hasMovie, movieOf } from './contract.js';

/** How to search. */
export interface SearchOptions extends CallOptions {
  /** The most results, up to 100. Default: 10. */
  readonly limit?: number | undefined;
  /** Which movies to search. Default: all. */
  readonly filter?: MovieFilter | undefined;
}

/** One movie that a search found. */
export interface SearchResult {
  readonly movie: Movie;
  /** How well it fits; comparable within one search only. */
  readonly score: number;
}

/** What a search found. */
export interface SearchAnswer {
  /** Best first. */
  readonly results: readonly SearchResult[];
  /** The words that did not count, because there were too many or no result has them. */
  readonly droppedWords: readonly string[];
}

/** How to summarize. */
export interface SummaryOptions extends CallOptions {
  /** The most genres, directors and label keys, up to 1,000. Default: 20. */
  readonly limit?: number | undefined;
}

/** How many movies have a value. */
export type ValueCount = Readonly<v1.ValueCount>;

/** Movies by what they have in common. Values that differ in case or accents only are one; the most frequent is first. */
export interface MovieSummary {
  readonly totalSize: number;
  readonly unratedCount: number;
  /** Undefined if no movie is rated. */
  readonly averageRating?: number | undefined;
  /** How many are rated from 0 to below 1, from 1 to below 2, …, from 9 to 10: ten counts. */
  readonly ratingCounts: readonly number[];
  /** `decade` is its first year. In ascending order, without those that no movie is of. */
  readonly decades: readonly Readonly<v1.DecadeCount>[];
  readonly unknownYearCount: number;
  readonly genres: readonly ValueCount[];
  readonly directors: readonly ValueCount[];
  readonly labelKeys: readonly ValueCount[];
}

/** Finds movies by words. */
export async function searchMovies(
  servers: Servers,
  query: string,
  options: SearchOptions,
  timeoutMs: number,
): Promise<SearchAnswer> {
  const { limit = 0, filter = {} } = options;
  const method = checked(v1.MovieServiceService.searchMovies, (answer) =>
    answer.results.map(hasMovie('')).find(Boolean),
  );
  const request = { query, limit, filter: toFilter(filter) };
  const { results, droppedWords } = await servers.unary(method, request, callSettings(options, timeoutMs));
  return { results: results.map((result) => ({ movie: movieOf(result), score: result.score })), droppedWords };
}

/** Counts movies by what they have in common. */
export async function summarizeMovies(
  servers: Servers,
  filter: MovieFilter,
  options: SummaryOptions,
  timeoutMs: number,
): Promise<MovieSummary> {
  const method = checked(v1.MovieServiceService.summarizeMovies, ({ ratingCounts }) =>
    ratingCounts.length === RATING_COUNTS ? undefined : `it counts ${ratingCounts.length} ranges of ratings.`,
  );
  const { limit = 0 } = options;
  return await servers.unary(method, { filter: toFilter(filter), limit }, callSettings(options, timeoutMs));
}

/** One for each full number that a rating can have before its point, where 10 counts with 9. */
const RATING_COUNTS = 10;
