import { v1 } from 'movie-proto';
import type { CallSettings } from './call-options.js';
import type { Movie } from './movie-input.js';
import { isUnavailable, type Servers } from './servers.js';

/** The answer to one id of a lookup. */
export interface Looked {
  readonly id: string;
  /** Undefined if there is none. */
  readonly movie: Movie | undefined;
}

/** Sends ids as fast as the server takes them, and gives its answers. If it is lost, the next server answers the rest. */
export async function* lookupMovies(
  servers: Servers,
  ids: AsyncIterable<string> | Iterable<string>,
  settings: CallSettings,
): AsyncGenerator<Looked, void, undefined> {
  const questions = new Questions(ids);
  let triesLeft = servers.count;
  try {
    for (;;) {
      try {
        const connection = await servers.pick();
        const method = v1.MovieServiceService.lookupMovies;
        for await (const answer of connection.bidiStream(method, questions.ask(), settings)) {
          questions.answered();
          triesLeft = servers.count;
          yield answer;
        }
        return;
      } catch (error) {
        triesLeft -= 1;
        if (triesLeft === 0 || !isUnavailable(error)) throw error;
      }
    }
  } finally {
    questions.close();
  }
}

/** The ids of a lookup, asked again from the first that has no answer yet. */
class Questions {
  readonly #ids: AsyncIterator<string> | Iterator<string>;
  /** Asked, not answered yet. */
  readonly #open: string[] = [];
  /** Shared between rounds: a round that ends while it waits for an id leaves the id to the next one. */
  #next: Promise<IteratorResult<string>> | undefined;
  #round = 0;

  constructor(ids: AsyncIterable<string> | Iterable<string>) {
    this.#ids = Symbol.asyncIterator in ids ? ids[Symbol.asyncIterator]() : ids[Symbol.iterator]();
  }

  /** Asks what is open, and then what comes; the round before asks no more. */
  async *ask(): AsyncGenerator<v1.LookupMoviesRequest, void, undefined> {
    this.#round += 1;
    const round = this.#round;
    for (const id of [...this.#open]) yield { id };
    for (;;) {
      this.#next ??= Promise.resolve(this.#ids.next());
      const { done, value } = await this.#next;
      if (round !== this.#round) return;
      this.#next = undefined;
      if (done) return;
      this.#open.push(value);
      yield { id: value };
    }
  }

  /** The first open question has its answer. */
  answered(): void {
    this.#open.shift();
  }

  close(): void {
    this.#round += 1;
    // A source that is waiting ends once it has waited; nobody is left to hear how.
    Promise.resolve(this.#ids.return?.()).catch(() => {});
  }
}
