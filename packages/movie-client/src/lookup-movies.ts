import { v1 } from 'movie-proto';
import type { CallSettings } from './call-options.js';
import type { Movie } from './movie-input.js';
import type { Servers } from './servers.js';

/** The answer to one id of a lookup. */
export interface Looked {
  readonly id: string;
  /** Undefined if there is none. */
  readonly movie: Movie | undefined;
}

/** Sends ids as fast as the server takes them, and gives its answers. */
export async function* lookupMovies(
  servers: Servers,
  ids: AsyncIterable<string> | Iterable<string>,
  settings: CallSettings,
): AsyncGenerator<Looked, void, undefined> {
  const connection = await servers.pick();
  yield* connection.bidiStream(v1.MovieServiceService.lookupMovies, requests(ids), settings);
}

async function* requests(ids: AsyncIterable<string> | Iterable<string>): AsyncGenerator<v1.LookupMoviesRequest> {
  for await (const id of ids) yield { id };
}
