import { messageOf } from 'grpc-host';
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

/**
 * Opens what reads a store, unless the process is to end while the store waits for its database.
 *
 * @param stop when the process is to end
 * @returns undefined if it is to end
 */
export async function openUnlessStopped<T>(
  store: Store,
  open: () => Promise<T>,
  stop: Promise<unknown>,
): Promise<T | undefined> {
  let isOpening = true;
  let isStopped = false;
  stop.then(() => {
    isStopped = true;
    return isOpening ? store.close() : undefined;
  });
  try {
    return await open();
  } catch (error) {
    if (!isStopped) throw error;
    return undefined;
  } finally {
    isOpening = false;
  }
}

/** What can't be closed, such as a lock on a file system that became read-only, doesn't keep the process from ending. */
export async function closeInTheEnd(database: { close(): Promise<void> }, log: Logger): Promise<void> {
  try {
    await database.close();
  } catch (error) {
    log.error(`The database was left as it is, since closing it failed: ${messageOf(error)}.`);
  }
}
