import { v1 } from 'movie-proto';
import { type CallOptions, callSettings } from '../call-options.js';
import type { ImportMovie, MovieChange } from '../movie.js';
import { checkImportMovie, toMask } from '../movie-fields.js';
import { toMovie } from '../movie-messages.js';
import type { Connection } from '../transport/connection.js';
import { Resendable } from '../transport/resendable.js';
import { isUndone, type Servers } from '../transport/servers.js';
import { brokenContract } from './contract.js';
import type { Written } from './write-movies.js';

/** How to import. */
export interface ImportOptions extends CallOptions {
  /**
   * What to do with a movie whose id is taken: refuse it (`create`), or change the fields of the old
   * one that are given (`upsert`). Default: `create`.
   */
  readonly mode?: 'create' | 'upsert' | undefined;
  /** Leaves out bad movies instead of importing none. Default: false. */
  readonly skipInvalid?: boolean | undefined;
  /** Only finds out what the import would do. Default: false. */
  readonly validateOnly?: boolean | undefined;
  /** Runs when every movie is sent. From then on, cancelling the import may come too late. */
  readonly onSent?: ((count: number) => void) | undefined;
}

/** What is wrong with one movie of an import. */
export interface ImportProblem {
  /** The movie's index among those given. */
  readonly position: number;
  /** The field; empty for the whole movie. */
  readonly field: string;
  readonly description: string;
}

/** A new movie of an import with the same title, release year and director as another one, which is often a mistake. */
export interface ImportDuplicate {
  /** The movie's index among those given. */
  readonly position: number;
  /** The id of the one like it in the catalog; undefined if that is of this import. */
  readonly id: string | undefined;
  /** The index of the one like it; undefined if that is in the catalog. */
  readonly duplicatePosition: number | undefined;
}

/** What an import did. */
export interface ImportResult extends Written {
  readonly createdCount: number;
  /** How many changed a movie that existed. */
  readonly updatedCount: number;
  /** How many were there already, the same. */
  readonly unchangedCount: number;
  /** How many were bad and left out. */
  readonly skippedCount: number;
  /** Why movies were left out: the first 100 problems. */
  readonly problems: readonly ImportProblem[];
  /** With `validateOnly`, the first changes: at most 100. */
  readonly changes: readonly MovieChange[];
  /** How many of the new movies are like another one. */
  readonly duplicateCount: number;
  /** The first 100 of those. */
  readonly duplicates: readonly ImportDuplicate[];
}

const MODES = {
  create: v1.ImportMode.IMPORT_MODE_CREATE_ONLY,
  upsert: v1.ImportMode.IMPORT_MODE_UPSERT,
} as const;

/** How many requests are kept for the case that a server of several turns out to be none; 60 KB each at most. */
const MAX_KEPT = 1_000;

/**
 * Sends movies as fast as the server reads them. The next server gets them only if it is certain that the one before did
 * nothing, and no more were sent than are kept.
 */
export async function importMovies(
  servers: Servers,
  movies: AsyncIterable<ImportMovie> | Iterable<ImportMovie>,
  options: ImportOptions,
  timeoutMs: number,
): Promise<ImportResult> {
  const settings = callSettings(options, timeoutMs);
  const method = v1.MovieServiceService.importMovies;
  let sentCount: number | undefined;
  const onSent = (count: number) => {
    sentCount = count;
    options.onSent?.(count);
  };
  const source = new Resendable(requests(movies, { ...options, onSent }), servers.count > 1 ? MAX_KEPT : 0);
  const importAt = async (connection: Connection) => {
    const result = await connection.clientStream(method, source.requests(), settings);
    const problem = problemOf(result, sentCount);
    if (problem === undefined) return toResult(result);
    throw brokenContract(`${problem} Check what was imported.`, method, connection.address);
  };
  try {
    return await servers.attempt(importAt, (error) => source.isWhole && isUndone(error), settings);
  } finally {
    source.close();
  }
}

function toResult({ revision, duplicates, ...answer }: v1.ImportMoviesResponse): ImportResult {
  const inOurWords = ({ position, id, duplicatePosition }: v1.ImportDuplicate): ImportDuplicate =>
    id === '' ? { position, id: undefined, duplicatePosition } : { position, id, duplicatePosition: undefined };
  return { ...answer, revision: revision || undefined, duplicates: duplicates.map(inOurWords) };
}

/** Undefined if the result can be that of an import of so many movies. */
function problemOf(result: v1.ImportMoviesResponse, sentCount: number | undefined): string | undefined {
  if (sentCount === undefined) return 'it answered before it had all movies.';
  const { createdCount, updatedCount, unchangedCount, skippedCount } = result;
  const counts = [createdCount, updatedCount, unchangedCount, skippedCount];
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === sentCount && counts.every((count) => count >= 0)) return undefined;
  return `of ${sentCount} movies it reports ${counts.join(' + ')} as new, changed, unchanged and skipped.`;
}

async function* requests(
  movies: AsyncIterable<ImportMovie> | Iterable<ImportMovie>,
  { mode = 'create', skipInvalid = false, validateOnly = false, onSent }: ImportOptions,
): AsyncGenerator<v1.ImportMoviesRequest, void, undefined> {
  yield { request: { $case: 'options', value: { mode: MODES[mode], skipInvalid, validateOnly } } };
  let count = 0;
  for await (const movie of movies) {
    checkImportMovie(movie, `movies[${count}]`);
    count += 1;
    const { id = '', etag, ...fields } = movie;
    const updateMask = mode === 'upsert' ? toMask(fields) : undefined;
    yield { request: { $case: 'record', value: { movie: toMovie(id, fields, etag), updateMask } } };
  }
  onSent?.(count);
  yield { request: { $case: 'count', value: count } };
}
