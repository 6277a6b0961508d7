import { v1 } from 'movie-proto';
import type { CallSettings } from '../call-options.js';
import type { Movie } from '../movie.js';
import { isUnavailable, type Servers } from '../transport/servers.js';
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
  let triesLeft = servers.count;
  try {
    for (;;) {
      try {
        const connection = await servers.pick(settings);
        const method = v1.MovieServiceService.lookupMovies;
        for await (const result of connection.bidiStream(method, queue.requests(), settings)) {
          const problem = queue.answer(result);
          if (problem !== undefined) throw brokenContract(problem, method, connection.address);
          triesLeft = servers.count;
          yield result;
        }
        if (queue.isAnswered) return;
        throw brokenContract('it ended the lookup before it had answered each id.', method, connection.address);
      } catch (error) {
        triesLeft -= 1;
        if (triesLeft === 0 || !isUnavailable(error)) throw error;
      }
    }
  } finally {
    queue.close();
  }
}

/** The ids of a lookup. A second call sends again those that the first one got no result for. */
class IdQueue {
  readonly #ids: AsyncIterator<string> | Iterator<string>;
  /** Sent, without a result yet. */
  readonly #unanswered: string[] = [];
  /** Shared between calls: if a call ends while it waits for an id, the next call sends that id. */
  #next: Promise<IteratorResult<string>> | undefined;
  #isAtEnd = false;
  #callNumber = 0;

  constructor(ids: AsyncIterable<string> | Iterable<string>) {
    this.#ids = Symbol.asyncIterator in ids ? ids[Symbol.asyncIterator]() : ids[Symbol.iterator]();
  }

  /** The requests of the next call: the unanswered ids, then those that come. Ends the requests of the call before. */
  async *requests(): AsyncGenerator<v1.LookupMoviesRequest, void, undefined> {
    this.#callNumber += 1;
    const callNumber = this.#callNumber;
    for (const id of [...this.#unanswered]) yield { id };
    for (;;) {
      this.#next ??= Promise.resolve(this.#ids.next());
      const { done, value } = await this.#next;
      if (callNumber !== this.#callNumber) return;
      this.#next = undefined;
      if (done) {
        this.#isAtEnd = true;
        return;
      }
      this.#unanswered.push(value);
      yield { id: value };
    }
  }

  /** Whether there are no more ids and each has its result. */
  get isAnswered(): boolean {
    return this.#isAtEnd && this.#unanswered.length === 0;
  }

  /**
   * Removes the first unanswered id, since results come in the order of the ids.
   *
   * @returns what is wrong with its result; undefined if nothing is
   */
  answer({ id, movie }: LookupResult): string | undefined {
    const expected = this.#unanswered.shift();
    if (expected === undefined) return 'it sent more results than it was asked for.';
    return otherId({ id }, expected) ?? (movie && otherId(movie, expected));
  }

  close(): void {
    this.#callNumber += 1;
    // A source that is waiting for an id ends later, and the lookup is over by then: its error has no reader.
    Promise.resolve(this.#ids.return?.()).catch(() => {});
  }
}
