import { v1 } from 'movie-proto';
import type { CallSettings } from '../call-options.js';
import type { Movie } from '../movie.js';
import { Resendable } from '../transport/resendable.js';
import { isUnavailable, type Servers } from '../transport/servers.js';
import { text } from '../value-checks.js';
import { brokenContract, otherId } from './contract.js';

/** The result of looking up one id. */
export interface LookupResult {
  readonly id: string;
  /** Undefined if there is no such movie. */
  readonly movie: Movie | undefined;
}

/** Sends ids as fast as the server reads them, and gives the results. If a server is lost, the next one continues. */
export async function* lookupMovies(
  servers: Servers,
  ids: AsyncIterable<string> | Iterable<string>,
  settings: CallSettings,
): AsyncGenerator<LookupResult, void, undefined> {
  const queue = new IdQueue(ids);
  try {
    while (!queue.isAnswered) yield* lookupOn(servers, queue, settings);
  } finally {
    queue.close();
  }
}

/** Continues a lookup until all ids have their result, or the server that has given results is lost. */
async function* lookupOn(
  servers: Servers,
  queue: IdQueue,
  settings: CallSettings,
): AsyncGenerator<LookupResult, void, undefined> {
  const method = v1.MovieServiceService.lookupMovies;
  let failure: unknown;
  for await (const connection of servers.reachable(settings)) {
    let hasResult = false;
    try {
      for await (const result of connection.bidiStream(method, queue.requests(), settings)) {
        const problem = queue.answer(result);
        if (problem !== undefined) throw brokenContract(problem, method, connection.address);
        hasResult = true;
        yield result;
      }
      if (queue.isAnswered) return;
      throw brokenContract('it ended the lookup before it had answered each id.', method, connection.address);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      failure = error;
      if (hasResult && servers.count > 1) return;
    }
  }
  throw failure;
}

/** The ids of a lookup. A second call sends again those that the first one got no result for. */
class IdQueue {
  readonly #ids: Resendable<string>;

  constructor(ids: AsyncIterable<string> | Iterable<string>) {
    this.#ids = new Resendable(ids);
  }

  /** The requests of the next call. */
  async *requests(): AsyncGenerator<v1.LookupMoviesRequest, void, undefined> {
    for await (const id of this.#ids.requests()) {
      text(id, 'id');
      yield { id };
    }
  }

  /** Whether there are no more ids and each has its result. */
  get isAnswered(): boolean {
    return this.#ids.isAtEnd && this.#ids.keptCount === 0;
  }

  /**
   * Removes the first unanswered id, since results come in the order of the ids.
   *
   * @returns what is wrong with its result; undefined if nothing is
   */
  answer({ id, movie }: LookupResult): string | undefined {
    const expected = this.#ids.drop();
    if (expected === undefined) return 'it sent more results than it was asked for.';
    return otherId({ id }, expected) ?? (movie && otherId(movie, expected));
  }

  close(): void {
    this.#ids.close();
  }
}
