import type { MovieCatalog } from 'movie-catalog';
import type { v1 } from 'movie-proto';
import type { ImportOutcome } from './import-records.js';
import { readImport } from './read-import.js';

/** What an import needs besides its requests. */
export interface ImportContext {
  readonly catalog: MovieCatalog;
  /** The most memory that the movies of one import may take, in bytes. */
  readonly maxImportSize: number;
}

/**
 * Adds many movies at once.
 *
 * @throws RpcError if the import is too large or not complete, or has problems and may not skip them
 * @throws StoreError
 */
export async function importMovies(
  requests: AsyncIterable<v1.ImportMoviesRequest>,
  { catalog, maxImportSize }: ImportContext,
): Promise<v1.ImportMoviesResponse> {
  const records = await readImport(requests, maxImportSize);
  if (records.validateOnly) return responseOf(records.decide((id) => catalog.get(id)).result);
  return responseOf((await catalog.write(({ get }) => records.decide(get))).result);
}

function responseOf({ createdCount, updatedCount, unchangedCount, problems }: ImportOutcome): v1.ImportMoviesResponse {
  return {
    createdCount,
    updatedCount,
    unchangedCount,
    skippedCount: problems.records,
    problems: problems.reported,
    changes: [],
    duplicateCount: 0,
    duplicates: [],
    revision: '',
  };
}
