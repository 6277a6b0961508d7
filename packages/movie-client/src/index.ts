/** The generated stubs, for calls that this client doesn't make. */
export * as stubs from 'movie-proto';
export type { CallOptions } from './call-options.js';
export { createMovieClient } from './client.js';
export {
  DEFAULT_STREAM_TIMEOUT_MS,
  DEFAULT_TIMEOUT_MS,
  type MovieClientOptions,
  type TlsOptions,
} from './client-options.js';
export type { Violation } from './error-details.js';
export type { ImportOptions, ImportProblem, ImportResult } from './import-movies.js';
export type { MoviePage, PageOptions } from './list-movies.js';
export type { Looked } from './lookup-movies.js';
export type { Found, HealthStatus, MovieClient, WriteOptions } from './movie-client.js';
export { MovieError, type MovieErrorCode } from './movie-error.js';
export type { Movie, MovieFields, MovieFilter, MovieOrder, MovieQuery, NewMovie } from './movie-input.js';
export type { WatchEvent, WatchOptions } from './watch-movies.js';
