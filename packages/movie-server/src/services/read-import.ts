import type { RpcError } from 'grpc-host';
import { v1 } from 'movie-proto';
import { movieError } from './error-reasons.js';
import { ImportRecords } from './import-records.js';
import { invalidRequest } from './movie-errors.js';

/**
 * Reads an import to its end: the options, the movies, and last how many movies there were. A caller that dies in the
 * middle looks like one that has finished, so only the count tells that the import is complete.
 *
 * @param maxBytes the most memory that its movies may take, in bytes
 * @throws RpcError if the import is too large or not complete, or if it breaks a rule and may not skip what does
 */
export async function readImport(
  requests: AsyncIterable<v1.ImportMoviesRequest>,
  maxBytes: number,
): Promise<ImportRecords> {
  let records: ImportRecords | undefined;
  let count: number | undefined;
  for await (const { request } of requests) {
    if (count !== undefined) throw incomplete('More came after the count.');
    if (!records) {
      if (request?.$case !== 'options') throw incomplete('The first request must hold the options.');
      records = new ImportRecords(checkMode(request.value), maxBytes);
    } else if (request?.$case === 'record') {
      records.add(request.value);
    } else if (request?.$case === 'count') {
      count = request.value;
    } else {
      throw incomplete('Between the options and the count there must be movies only.');
    }
  }
  if (!records || count === undefined) throw incomplete('The import ended without its count.');
  if (count !== records.size) throw incomplete(`The count is ${count}, but ${records.size} movies came.`);
  return records;
}

function checkMode(options: v1.ImportOptions): v1.ImportOptions {
  if (Object.values<number>(v1.ImportMode).includes(options.mode) && options.mode >= 0) return options;
  const description = `must be a value of ImportMode, and is ${options.mode}`;
  throw invalidRequest([{ field: 'options.mode', description }]);
}

function incomplete(message: string): RpcError {
  return movieError('IMPORT_INCOMPLETE', `${message} Nothing was kept.`);
}
