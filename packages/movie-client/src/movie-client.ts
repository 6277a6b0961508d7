import type { health } from 'grpc-proto';
import type { MovieData } from 'movie-proto';
import type { CallOptions } from './call-options.js';
import type { ImportOptions, ImportResult } from './calls/import-movies.js';
import type { MoviePage, PageOptions } from './calls/list-movies.js';
import type { LookupResult } from './calls/lookup-movies.js';
import type { WatchEvent, WatchOptions } from './calls/watch-movies.js';
import type { Movie, MovieFields, MovieQuery, NewMovie } from './movie.js';

/** How to change or delete a movie. */
export interface WriteOptions extends CallOptions {
  /** The movie's `etag` when it was read: the call fails with ABORTED if the movie has changed since. */
  readonly etag?: string;
  /** If there is no such movie, an update creates it and a deletion succeeds. Default: false. */
  readonly allowMissing?: boolean;
}

/** How to search. */
export interface SearchOptions extends CallOptions {
  /** The most results, up to 100. Default: 10. */
  readonly limit?: number;
}

/** One movie that a search found. */
export interface SearchResult {
  readonly movie: Movie;
  /** How well it fits; comparable within one search only. */
  readonly score: number;
}

/** Whether a service takes calls, as `grpc.health.v1` names it. */
export type HealthStatus = Exclude<keyof typeof health.HealthCheckResponse_ServingStatus, 'UNRECOGNIZED'>;

/**
 * Calls movie servers. Any call can throw a MovieError; a call that its signal aborts throws the signal's reason.
 * Leaving a `for await` loop early cancels its call.
 */
export interface MovieClient {
  /** The movie with this id. NOT_FOUND if there is none. */
  get(id: string, options?: CallOptions): Promise<Movie>;

  /** All movies that match the query, fetched page by page. */
  list(query?: MovieQuery, options?: PageOptions): AsyncIterable<Movie>;

  /** One page of the movies that match the query, and how many match in all. */
  listPage(query?: MovieQuery, options?: PageOptions): Promise<MoviePage>;

  /** Movies whose title or director has these words, best first. A word may be misspelt or incomplete. */
  search(words: string, options?: SearchOptions): Promise<SearchResult[]>;

  /** Adds a movie and returns it as stored. ALREADY_EXISTS if its id is taken. */
  create(movie: NewMovie, options?: CallOptions): Promise<Movie>;

  /** Changes the fields that are given and returns the movie as stored. NOT_FOUND if there is none. */
  update(id: string, changes: MovieFields, options?: WriteOptions): Promise<Movie>;

  /** Deletes a movie. NOT_FOUND if there is none. */
  delete(id: string, options?: WriteOptions): Promise<void>;

  /** Adds many movies: all of them, or none unless `skipInvalid` is set. Reads `movies` as fast as the server does. */
  import(movies: AsyncIterable<NewMovie> | Iterable<NewMovie>, options?: ImportOptions): Promise<ImportResult>;

  /** Looks up ids as they come, with one result per id, in the same order. */
  lookup(ids: AsyncIterable<string> | Iterable<string>, options?: CallOptions): AsyncIterable<LookupResult>;

  /**
   * The movies that exist, a checkpoint, then every change, once and in order, without end. Resumes by itself after
   * anything but the server's own error, such as a lost connection; if it can't resume, it starts over with a `restart`
   * event. Throws if no server answers at the start, within the client's `timeoutMs`.
   */
  watch(options?: WatchOptions): AsyncIterable<WatchEvent>;

  /** The tutorial's `GetMovieByID`: the movie with this id. NOT_FOUND if there is none. */
  getMovieById(id: string, options?: CallOptions): Promise<MovieData>;

  /** The tutorial's `GetListMovies`: every movie, in the database's order, in one stream. */
  getListMovies(options?: CallOptions): AsyncIterable<MovieData>;

  /** Whether a service takes calls; without a name, the whole server. NOT_FOUND if it has no such service. */
  health(service?: string, options?: CallOptions): Promise<HealthStatus>;

  /** The full names of the services that the server offers, by reflection. */
  services(options?: CallOptions): Promise<string[]>;

  /** Takes no more calls; calls that have started continue. */
  close(): void;

  /** The same as `close()`, for `using client = createMovieClient(…)`. */
  [Symbol.dispose](): void;
}
