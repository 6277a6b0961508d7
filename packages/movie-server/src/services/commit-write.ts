import type { Decide, MovieCatalog } from 'movie-catalog';
import type { v1 } from 'movie-proto';
import { firstChanges } from './first-changes.js';
import { revisionOf } from './revision.js';

/** What the response of a write has besides what the write decides. */
export interface WriteAnswer {
  /** Names its commit; empty if it changed nothing. */
  readonly revision: string;
}

/** What the response of a write has that may only be validated. */
export interface ValidatedAnswer extends WriteAnswer {
  /** The first changes, if nothing is kept. */
  readonly changes: v1.MovieChange[];
}

/**
 * Makes a write.
 *
 * @returns what it decided, with the name of its commit
 * @throws what `decide` throws, and StoreError
 */
export async function commitWrite<T extends object>(
  catalog: MovieCatalog,
  decide: Decide<T>,
): Promise<T & WriteAnswer> {
  const { result, commit } = await catalog.write(decide);
  return { ...result, revision: revisionOf(commit) };
}

/**
 * Makes a write, or decides on the movies as this server knows them and keeps nothing (AIP-163).
 *
 * @returns what it decided, with the name of its commit, or else with its first changes
 * @throws what `decide` throws, and StoreError
 */
export async function commitOrValidate<T extends object>(
  catalog: MovieCatalog,
  validateOnly: boolean,
  decide: Decide<T>,
): Promise<T & ValidatedAnswer> {
  if (!validateOnly) return { ...(await commitWrite(catalog, decide)), changes: [] };
  const get = (id: string) => catalog.get(id);
  const { changes, result } = decide({ get, values: () => catalog.walk() });
  return { ...result, revision: '', changes: firstChanges(changes, get) };
}
