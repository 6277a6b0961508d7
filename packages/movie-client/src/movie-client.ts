import type { health } from 'grpc-proto';
import type { MovieData } from 'movie-proto';
import type { CallOptions } from './call-options.js';
import type { ImportOptions, ImportResult } from './calls/import-movies.js';
import type { MoviePage, PageOptions } from './calls/list-movies.js';
import type { LookupResult } from './calls/lookup-movies.js';
import type { MovieSummary, SearchAnswer, SearchOptions, SummaryOptions } from './calls/search-movies.js';
import type { WatchEvent, WatchOptions } from './calls/watch-movies.js';
import type {
  BatchOptions,
  DeleteManyResult,
  RevertOptions,
  RevertResult,
  UpdateManyResult,
  WriteOptions,
  Written,
  WrittenMovie,
} from './calls/write-movies.js';
import type { ImportMovie, Movie, MovieChanges, MovieFilter, MovieQuery, MovieSelection, NewMovie } from './movie.js';

/** Whether a service takes calls, as `grpc.health.v1` names it. */
export type HealthStatus = Exclude<keyof typeof health.HealthCheckResponse_ServingStatus, 'UNRECOGNIZED'>;

/**
 * Calls movie servers. Any call can throw a MovieError; a call that its signal aborts throws the signal's reason.
 * What the contract has no room for, such as a field that movies don't have or a text in place of a number, is a TypeError
 * or RangeError that names it, before anything is sent. Leaving a `for await` loop early cancels its call.
 */
export interface MovieClient {
  /** The movie with this id. NOT_FOUND if there is none. */
  get(id: string, options?: CallOptions): Promise<Movie>;
  /** All movies that match the query, fetched page by page. */
  list(query?: MovieQuery, options?: PageOptions): AsyncIterable<Movie>;
  /** One page of the movies that match the query, and how many match in all. */
  listPage(query?: MovieQuery, options?: PageOptions): Promise<MoviePage>;
  /**
   * Movies with these words in their title, director, year, genres or labels, best first. A word may be misspelt or
   * incomplete.
   */
  search(words: string, options?: SearchOptions): Promise<SearchAnswer>;
  /** Counts the movies that match the filter by what they have in common. */
  summarize(filter?: MovieFilter, options?: SummaryOptions): Promise<MovieSummary>;
  /** Adds a movie. ALREADY_EXISTS if its id is taken. */
  create(movie: NewMovie, options?: CallOptions): Promise<WrittenMovie>;
  /** Changes the fields that are given. NOT_FOUND if there is no such movie. */
  update(id: string, changes: MovieChanges, options?: WriteOptions): Promise<WrittenMovie>;
  /** Deletes a movie. NOT_FOUND if there is none. */
  delete(id: string, options?: WriteOptions): Promise<Written>;
  /** Changes the fields that are given, but no titles, of many movies at once: of all or of none. */
  updateMany(selection: MovieSelection, changes: MovieChanges, options?: BatchOptions): Promise<UpdateManyResult>;
  /** Deletes many movies at once: all or none. */
  deleteMany(selection: MovieSelection, options?: BatchOptions): Promise<DeleteManyResult>;
  /**
   * Undoes a write, as a new write. FAILED_PRECONDITION, with `preconditions`, if some of its movies have changed since;
   * OUT_OF_RANGE if the server doesn't know the write any more.
   */
  revert(revision: string, options?: RevertOptions): Promise<RevertResult>;
  /** Adds many movies: all of them, or none unless `skipInvalid` is set. Reads `movies` as fast as the server does. */
  import(movies: AsyncIterable<ImportMovie> | Iterable<ImportMovie>, options?: ImportOptions): Promise<ImportResult>;
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
