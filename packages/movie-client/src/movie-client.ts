import type { health, MovieData } from 'movie-proto';
import type { CallOptions } from './call-options.js';
import type { ImportOptions, ImportResult } from './import-movies.js';
import type { MoviePage, PageOptions } from './list-movies.js';
import type { Looked } from './lookup-movies.js';
import type { Movie, MovieFields, MovieQuery, NewMovie } from './movie-input.js';
import type { WatchEvent, WatchOptions } from './watch-movies.js';

/** How to change or delete a movie. */
export interface WriteOptions extends CallOptions {
  /** The `etag` of the movie as it was read: the call fails with ABORTED if somebody has changed it since. */
  readonly etag?: string;
  /** An update creates the movie if there is none; a deletion succeeds. Default: false. */
  readonly allowMissing?: boolean;
}

/** One movie that a search found. */
export interface Found {
  readonly movie: Movie;
  /** How well it fits; comparable within one search only. */
  readonly score: number;
}

/** Whether a service takes calls, as `grpc.health.v1` names it. */
export type HealthStatus = Exclude<keyof typeof health.HealthCheckResponse_ServingStatus, 'UNRECOGNIZED'>;

/**
 * Calls movie servers. Every call may throw a MovieError; one that was ended by its signal throws the signal's reason.
 * Leaving a loop early cancels the call behind it.
 */
export interface MovieClient {
  /** The movie with this id. NOT_FOUND if there is none. */
  get(id: string, options?: CallOptions): Promise<Movie>;

  /** Every movie that the query asks for, fetched page by page. */
  list(query?: MovieQuery, options?: PageOptions): AsyncIterable<Movie>;

  /** One page of them, and how many there are in all. */
  listPage(query?: MovieQuery, options?: PageOptions): Promise<MoviePage>;

  /** Movies whose title or director has these words, misspelt or only begun, best first; 10 unless `limit` says other. */
  search(words: string, options?: CallOptions & { readonly limit?: number }): Promise<Found[]>;

  /** Adds a movie, and gives it as it is stored. ALREADY_EXISTS if its id is taken. */
  create(movie: NewMovie, options?: CallOptions): Promise<Movie>;

  /** Changes the fields that are given, and gives the movie as it is stored. NOT_FOUND if there is none. */
  update(id: string, changes: MovieFields, options?: WriteOptions): Promise<Movie>;

  /** Removes a movie. NOT_FOUND if there is none. */
  delete(id: string, options?: WriteOptions): Promise<void>;

  /** Adds many movies: all of them or, unless bad ones are to be skipped, none. Takes them as fast as the server does. */
  import(movies: AsyncIterable<NewMovie> | Iterable<NewMovie>, options?: ImportOptions): Promise<ImportResult>;

  /** Looks ids up as they come, and answers them in the same order. */
  lookup(ids: AsyncIterable<string> | Iterable<string>, options?: CallOptions): AsyncIterable<Looked>;

  /**
   * The movies there are, a checkpoint, and from then on every change, once and in order, without end. Resumes by
   * itself when a connection is lost or a server restarted, and says so if it had to begin again (`restart`). Throws if
   * no server answers to begin with.
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

  /** Takes no more calls; those under way go on. */
  close(): void;

  /** As `close()`: `using client = createMovieClient(…)`. */
  [Symbol.dispose](): void;
}
