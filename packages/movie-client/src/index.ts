/** The generated stubs, for calls that this client doesn't make. */
export * as stubs from 'movie-proto';
export type { CallOptions } from './call-options.js';
export type { ImportOptions, ImportProblem, ImportResult } from './calls/import-movies.js';
export type { MoviePage, PageOptions } from './calls/list-movies.js';
export type { LookupResult } from './calls/lookup-movies.js';
export type { WatchEvent, WatchOptions } from './calls/watch-movies.js';
export type {
  MovieClientOptions,
  TlsOptions,
} from './client-options.js';
export { createMovieClient } from './create-movie-client.js';
export type { Violation } from './error-details.js';
export type { Movie, MovieFields, MovieFilter, MovieOrder, MovieQuery, NewMovie } from './movie.js';
export type { HealthStatus, MovieClient, SearchOptions, SearchResult, WriteOptions } from './movie-client.js';
export { MovieError, type MovieErrorCode } from './movie-error.js';
