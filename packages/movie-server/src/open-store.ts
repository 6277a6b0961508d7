import { isPostgresUrl, openJsonFile, type Store } from 'movie-catalog';
import type { Logger } from 'pino';
import type { Options } from './options/options.js';

/**
 * The store that `--database` names. It isn't open yet.
 *
 * @throws StoreError if the URL of a database can't be used
 */
export async function openStore(options: Options, log: Logger): Promise<Store> {
  const { database, readOnly, databaseNotify: notify, watchHistory: historySize } = options;
  if (!isPostgresUrl(database)) return openJsonFile(database, { readOnly, log });
  // Loaded only where it is used: most servers have a file.
  const { openPostgres } = await import('movie-catalog/postgres');
  return openPostgres(database, { readOnly, log, notify, historySize });
}
