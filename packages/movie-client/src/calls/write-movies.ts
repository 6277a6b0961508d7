import { v1 } from 'movie-proto';
import { type CallOptions, callSettings } from '../call-options.js';
import type { Movie, MovieChange, MovieChanges, MovieSelection, NewMovie } from '../movie.js';
import { toMask } from '../movie-fields.js';
import { toMovie, toSelection } from '../movie-messages.js';
import type { Servers } from '../transport/servers.js';
import { checked, countsProblem, hasMovie, movieOf } from './contract.js';

/** How to change or delete a movie. */
export interface WriteOptions extends CallOptions {
  /** The movie's `etag` when it was read: the call fails with ABORTED if the movie has changed since. */
  readonly etag?: string | undefined;
  /** If there is no such movie, an update creates it and a deletion succeeds. Default: false. */
  readonly allowMissing?: boolean | undefined;
}

/** How to write many movies at once. */
export interface BatchOptions extends CallOptions {
  /** How many movies are selected, or the call fails with FAILED_PRECONDITION; a filter needs it to write. */
  readonly expectedCount?: number | undefined;
  /** Only finds out what the write would do. Default: false. */
  readonly validateOnly?: boolean | undefined;
}

/** How to undo a write. */
export interface RevertOptions extends CallOptions {
  /** Only finds out what would be put back. Default: false. */
  readonly validateOnly?: boolean | undefined;
}

/** What every write answers. */
export interface Written {
  /** Names the write for `revert`; undefined if it changed nothing. */
  readonly revision: string | undefined;
}

/** What a write of one movie answers. */
export interface WrittenMovie extends Written {
  /** The movie as stored. */
  readonly movie: Movie;
}

/** What a write of several movies answers. */
interface WrittenMovies extends Written {
  /** With `validateOnly`, the first changes: at most 100. */
  readonly changes: readonly MovieChange[];
}

/** What `updateMany` did. */
export interface UpdateManyResult extends WrittenMovies {
  readonly updatedCount: number;
  /** How many were so already. */
  readonly unchangedCount: number;
}

/** What `deleteMany` did. */
export interface DeleteManyResult extends WrittenMovies {
  readonly deletedCount: number;
}

/** What `revert` did. */
export interface RevertResult extends WrittenMovies {
  /** How many movies are back that the write had deleted. */
  readonly createdCount: number;
  readonly updatedCount: number;
  /** How many movies are gone that the write had created. */
  readonly deletedCount: number;
}

const service = v1.MovieServiceService;

/** Adds a movie. */
export async function createMovie(
  servers: Servers,
  { id = '', ...fields }: NewMovie,
  options: CallOptions,
  timeoutMs: number,
): Promise<WrittenMovie> {
  const method = checked(service.createMovie, hasMovie(id));
  const answer = await servers.unary(method, { movie: toMovie(id, fields) }, callSettings(options, timeoutMs));
  return { movie: movieOf(answer), ...written(answer) };
}

/** Changes a movie. */
export async function updateMovie(
  servers: Servers,
  id: string,
  changes: MovieChanges,
  options: WriteOptions,
  timeoutMs: number,
): Promise<WrittenMovie> {
  const { etag, allowMissing = false } = options;
  const request = { movie: toMovie(id, changes, etag), updateMask: toMask(changes), allowMissing };
  const method = checked(service.updateMovie, hasMovie(id));
  const answer = await servers.unary(method, request, callSettings(options, timeoutMs));
  return { movie: movieOf(answer), ...written(answer) };
}

/** Deletes a movie. */
export async function deleteMovie(
  servers: Servers,
  id: string,
  options: WriteOptions,
  timeoutMs: number,
): Promise<Written> {
  const { etag = '', allowMissing = false } = options;
  return written(
    await servers.unary(service.deleteMovie, { id, etag, allowMissing }, callSettings(options, timeoutMs)),
  );
}

/** Changes the same fields of many movies. */
export async function updateMany(
  servers: Servers,
  selection: MovieSelection,
  changes: MovieChanges,
  options: BatchOptions,
  timeoutMs: number,
): Promise<UpdateManyResult> {
  const { expectedCount, validateOnly = false } = options;
  const method = checked(service.batchUpdateMovies, ({ updatedCount, unchangedCount }) =>
    countsProblem([updatedCount, unchangedCount], expectedCount),
  );
  const request = {
    selection: toSelection(selection),
    movie: toMovie('', changes),
    updateMask: toMask(changes),
    expectedCount,
    validateOnly,
  };
  const answer = await servers.unary(method, request, callSettings(options, timeoutMs));
  return { ...answer, ...written(answer) };
}

/** Deletes many movies. */
export async function deleteMany(
  servers: Servers,
  selection: MovieSelection,
  options: BatchOptions,
  timeoutMs: number,
): Promise<DeleteManyResult> {
  const { expectedCount, validateOnly = false } = options;
  const method = checked(service.batchDeleteMovies, ({ deletedCount }) => countsProblem([deletedCount], expectedCount));
  const request = { selection: toSelection(selection), expectedCount, validateOnly };
  const answer = await servers.unary(method, request, callSettings(options, timeoutMs));
  return { ...answer, ...written(answer) };
}

/** Undoes a write. */
export async function revertCommit(
  servers: Servers,
  revision: string,
  options: RevertOptions,
  timeoutMs: number,
): Promise<RevertResult> {
  const { validateOnly = false } = options;
  const method = checked(service.revertCommit, ({ createdCount, updatedCount, deletedCount }) =>
    countsProblem([createdCount, updatedCount, deletedCount], undefined),
  );
  const answer = await servers.unary(method, { revision, validateOnly }, callSettings(options, timeoutMs));
  return { ...answer, ...written(answer) };
}

function written({ revision }: { readonly revision: string }): Written {
  return { revision: revision || undefined };
}
