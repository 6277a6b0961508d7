import type { MovieCatalog } from 'movie-catalog';
import type { v1 } from 'movie-proto';
import { commitOrValidate } from './commit-write.js';
import { findDuplicates } from './import-duplicates.js';
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
 * @throws the signal's reason, if it aborts before the import's turn; then nothing is kept
 */
export async function importMovies(
  requests: AsyncIterable<v1.ImportMoviesRequest>,
  { catalog, maxImportSize }: ImportContext,
  signal: AbortSignal,
): Promise<v1.ImportMoviesResponse> {
  const records = await readImport(requests, maxImportSize);
  const existing = catalog.walk();
  const { writes, problems, ...answer } = await commitOrValidate(catalog, records.validateOnly, ({ get }) => {
    // The turn may come after the call has ended, and then nobody hears what was kept.
    signal.throwIfAborted();
    return records.decide(get);
  });
  const duplicates = await findDuplicates(writes, existing, signal);
  return { ...answer, skippedCount: problems.records, problems: problems.reported, ...duplicates };
}
