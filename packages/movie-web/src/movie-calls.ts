import * as v1 from 'movie-proto/web';
import { Calls } from './connect/calls.js';

const { fullName, methods } = v1.MovieServiceDefinition;
const calls = new Calls(fullName);

/** One page of a list. */
export interface MoviePage {
  readonly movies: readonly v1.Movie[];
  /** Empty if it is the last one. */
  readonly nextPageToken: string;
  /** How many movies there are on all pages. */
  readonly totalSize: number;
  /** The words of a search that did not count. */
  readonly droppedWords: readonly string[];
}

/** Gets a movie. */
export async function getMovie(id: string): Promise<v1.Movie> {
  return present((await calls.unary(methods.getMovie, { id })).movie);
}

/** Gets one page of a list. */
export async function listMovies(request: v1.ListMoviesRequest, signal: AbortSignal): Promise<MoviePage> {
  return { ...(await calls.unary(methods.listMovies, request, signal)), droppedWords: [] };
}

/** Finds the movies that match words best, at most 100. */
export async function searchMovies(query: string, filter: v1.MovieFilter, signal: AbortSignal): Promise<MoviePage> {
  const request = { query, limit: 100, filter };
  const { results, droppedWords } = await calls.unary(methods.searchMovies, request, signal);
  const movies = results.flatMap(({ movie }) => movie ?? []);
  return { movies, nextPageToken: '', totalSize: movies.length, droppedWords };
}

/** Counts what all movies have in common: the genres, directors and keys of labels that most of them have. */
export function summarizeMovies(): Promise<v1.SummarizeMoviesResponse> {
  return calls.unary(methods.summarizeMovies, { filter: undefined, limit: 1_000 });
}

/** Adds a movie. */
export async function createMovie(movie: v1.Movie): Promise<v1.Movie> {
  return present((await calls.unary(methods.createMovie, { movie })).movie);
}

/**
 * Changes fields of a movie, if it still has its etag.
 *
 * @param fields by their names in the contract
 */
export async function updateMovie(movie: v1.Movie, fields: string[]): Promise<v1.Movie> {
  const request = { movie, updateMask: fields, allowMissing: false };
  return present((await calls.unary(methods.updateMovie, request)).movie);
}

/** Deletes a movie, if it still has the etag; an empty etag means any. @returns the revision, which undoes it */
export async function deleteMovie(request: v1.DeleteMovieRequest): Promise<string> {
  return (await calls.unary(methods.deleteMovie, request)).revision;
}

/** Undoes a write. @param revision of its answer */
export async function revertCommit(revision: string): Promise<v1.RevertCommitResponse> {
  return await calls.unary(methods.revertCommit, { revision, validateOnly: false });
}

/** Imports movies, all or none of them unless the options say otherwise. */
export function importMovies(
  options: v1.ImportOptions,
  records: readonly v1.ImportRecord[],
  signal: AbortSignal,
): Promise<v1.ImportMoviesResponse> {
  return calls.fromAll(methods.importMovies, requestsOf(options, records), signal);
}

function* requestsOf(
  options: v1.ImportOptions,
  records: readonly v1.ImportRecord[],
): Generator<v1.ImportMoviesRequest> {
  yield { request: { $case: 'options', value: options } };
  for (const value of records) yield { request: { $case: 'record', value } };
  yield { request: { $case: 'count', value: records.length } };
}

/** The changes after a token, or from now on if it is empty. */
export function watchMovies(
  resumeToken: string,
  signal: AbortSignal,
  onStart: () => void,
): AsyncGenerator<v1.WatchMoviesResponse> {
  return calls.stream(methods.watchMovies, { resumeToken, skipExisting: resumeToken === '' }, signal, onStart);
}

function present(movie: v1.Movie | undefined): v1.Movie {
  if (movie) return movie;
  throw new Error('The server answered without a movie.');
}
