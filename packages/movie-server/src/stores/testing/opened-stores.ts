import { type JsonFileOptions, openJsonFile } from '../json-file.js';
import type { Commit, Snapshot, Store } from '../store.js';
import { EventLog } from './event-log.js';

/** A store that is loaded, and what it told since. */
export interface OpenedStore {
  readonly store: Store;
  readonly snapshot: Snapshot;
  readonly commits: EventLog<Commit>;
}

const opened: Store[] = [];

/** Opens a JSON file, which `closeStores` closes. */
export function openStore(path: string, options?: JsonFileOptions): Promise<OpenedStore> {
  return loadStore(openJsonFile(path, options));
}

/** Loads a store, which `closeStores` closes. */
export async function loadStore(store: Store): Promise<OpenedStore> {
  opened.push(store);
  const commits = new EventLog<Commit>();
  return { store, snapshot: await store.load(commits.add), commits };
}

/** Closes all stores that were opened; for `afterEach`. */
export async function closeStores(): Promise<void> {
  await Promise.all(opened.splice(0).map((store) => store.close()));
}
