import type { Movie } from '../movie.js';
import type { Store } from '../store.js';
import { OpenedStore } from './opened-store.js';

/** A database that goes with the test. */
export interface TestDatabase extends AsyncDisposable {
  /** A new store on it, which isn't open yet. */
  newStore(): Store;
}

/** Makes a database with these movies. */
export type DatabaseMaker = (movies: readonly Movie[]) => Promise<TestDatabase>;

/** A new store on a database. */
export function openStore(database: TestDatabase): Promise<OpenedStore> {
  return OpenedStore.open(database.newStore());
}

/** Closes a store; gives the movies that a new one on its database has. */
export async function moviesAfterReopening(store: OpenedStore, database: TestDatabase): Promise<readonly Movie[]> {
  await store.close();
  await using reopened = await openStore(database);
  return reopened.loaded;
}
