/** The generated stubs, for calls that this client doesn't make. */
export * as stubs from 'movie-proto';
export type { CallOptions } from './call-options.js';
export type { ImportDuplicate, ImportOptions, ImportProblem, ImportResult } from './calls/import-movies.js';
export type { MoviePage, PageOptions } from './calls/list-movies.js';
export type { LookupResult } from './calls/lookup-movies.js';
export type {
  MovieSummary,
  SearchAnswer,
  SearchOptions,
  SearchResult,
  SummaryOptions,
  ValueCount,
} from './calls/search-movies.js';
export type { WatchEvent, WatchOptions } from './calls/watch-movies.js';
export type {
  BatchOptions,
  DeleteManyResult,
  RevertOptions,
  RevertResult,
  UpdateManyResult,
  WriteOptions,
  Written,
  WrittenMovie,
} from './calls/write-movies.js';
export type {
  MovieClientOptions,
  TlsOptions,
} from './client-options.js';
export { createMovieClient } from './create-movie-client.js';
export type { Precondition, Violation } from './error-details.js';
export type {
  ImportMovie,
  LabelFilter,
  Labels,
  Movie,
  MovieChange,
  MovieChanges,
  MovieFields,
  MovieFilter,
  MovieOrder,
  MovieQuery,
  MovieSelection,
  NewMovie,
} from './movie.js';
export type { HealthStatus, MovieClient } from './movie-client.js';
export { type CallOrigin, MovieError, type MovieErrorCode } from './movie-error.js';
