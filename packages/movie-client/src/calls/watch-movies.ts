import { setTimeout as sleep } from 'node:timers/promises';
import type { v1 } from 'movie-proto';
import { type CallOptions, callSettings } from '../call-options.js';
import type { Movie } from '../movie.js';
import { isFromServer, isUnreadable, MovieError } from '../movie-error.js';
import type { Servers } from '../transport/servers.js';
import { brokenContract } from './contract.js';
import { attemptWatch, METHOD } from './watch-attempt.js';

/** How to watch. */
export interface WatchOptions extends CallOptions {
  /** Continues after the event that had this token. Default: from the start. */
  readonly resumeToken?: string | undefined;
  /** Leaves out the movies that exist. Default: false. */
  readonly skipExisting?: boolean | undefined;
  /** Runs when the server is lost, with the error if there is one. The watch keeps trying to reconnect. */
  readonly onInterruption?: ((error: MovieError | undefined) => void) | undefined;
  /** Runs when a server first serves the watch, which may be long before its first event. */
  readonly onStart?: (() => void) | undefined;
  /** Runs when a server serves the watch again. */
  readonly onResumption?: (() => void) | undefined;
}

/** One event of a watch. Its `resumeToken` continues after it; before the first checkpoint the token is empty. */
export type WatchEvent =
  /** A movie that existed when the watch started, or that was created, updated or deleted since. */
  | {
      readonly type: 'existing' | 'created' | 'updated' | 'deleted';
      /** With its new values; a deleted one, with its last. */
      readonly movie: Movie;
      /** The movie before it was updated. */
      readonly previous: Movie | undefined;
      /** When the change was written; undefined for a movie that existed. */
      readonly time: Date | undefined;
      /** Names the change's write, for `revert`; undefined for a movie that existed. */
      readonly revision: string | undefined;
      readonly resumeToken: string;
    }
  /**
   * Every movie or change up to here has been reported; there are `totalSize` movies now. `revision` names the newest
   * write; undefined if the server knows none.
   */
  | {
      readonly type: 'checkpoint';
      readonly totalSize: number;
      readonly revision: string | undefined;
      readonly resumeToken: string;
    }
  /**
   * The watch could not resume and starts over: discard what earlier events said. The movies that exist follow, or with
   * `skipExisting` only the changes from now on. `cause` is the error, if there is one.
   */
  | { readonly type: 'restart'; readonly cause: MovieError | undefined; readonly resumeToken: '' };

/** The first pause before a lost server is tried again, in milliseconds, and the longest; each one doubles the last. */
const PAUSE_MS = { first: 100, longest: 5_000 };

/**
 * Watches the catalog, across lost connections and restarts of the server.
 *
 * @param answerMs how long each attempt may wait for a server's answer, in milliseconds
 */
export async function* watchMovies(
  servers: Servers,
  options: WatchOptions,
  answerMs: number,
): AsyncGenerator<WatchEvent, void, undefined> {
  const watch = new Watch(servers, options, answerMs);
  for (;;) {
    const error = yield* watch.run();
    yield* watch.recover(error);
  }
}

class Watch {
  readonly #servers: Servers;
  readonly #options: WatchOptions;
  readonly #answerMs: number;
  readonly #deadline: number;
  #resumeToken: string;
  /** Whether there were events since the watch last started over, which starting over would repeat. */
  #hasEvents = false;
  /** A server that never answered is the caller's problem; one that did is expected back. */
  #hasAnswered = false;
  /** When the server began to serve the current attempt; undefined if it didn't. */
  #servedSince: number | undefined;
  #failures = 0;
  #isInterrupted = false;

  constructor(servers: Servers, options: WatchOptions, answerMs: number) {
    this.#servers = servers;
    this.#options = options;
    this.#answerMs = answerMs;
    this.#deadline = callSettings(options, Number.POSITIVE_INFINITY).deadline;
    this.#resumeToken = options.resumeToken ?? '';
  }

  /** Watches until the call ends. Returns its error; undefined if the server ended it without one. */
  async *run(): AsyncGenerator<WatchEvent, MovieError | undefined, undefined> {
    this.#servedSince = undefined;
    try {
      for await (const response of this.#responses()) {
        const event = toEvent(response);
        if (!event) continue;
        this.#resumeToken = event.resumeToken;
        this.#hasEvents = true;
        yield event;
      }
      return this.#hasAnswered ? undefined : this.#noAnswer();
    } catch (error) {
      if (error instanceof MovieError) return error;
      throw error;
    }
  }

  /** A server that ends its first watch at once would do so again. */
  #noAnswer(): MovieError {
    return brokenContract('it ended the watch without an answer.', METHOD, this.#servers.addresses.join());
  }

  #responses(): AsyncIterable<v1.WatchMoviesResponse> {
    const { signal, skipExisting = false } = this.#options;
    const resumeToken = this.#resumeToken;
    const request = { resumeToken, skipExisting: skipExisting && resumeToken === '' };
    return attemptWatch(this.#servers, request, {
      signal,
      deadline: this.#deadline,
      answerMs: this.#answerMs,
      onServed: () => this.#served(),
    });
  }

  #served(): void {
    if (!this.#hasAnswered) this.#options.onStart?.();
    this.#hasAnswered = true;
    this.#servedSince = performance.now();
    if (this.#isInterrupted) this.#options.onResumption?.();
    this.#isInterrupted = false;
  }

  /** Prepares the next run, with a `restart` event if it has to start over. Throws if another run can't help. */
  async *recover(error: MovieError | undefined): AsyncGenerator<WatchEvent, void, undefined> {
    const isTokenExpired = error?.code === 'OUT_OF_RANGE' && this.#resumeToken !== '';
    if (error && !isTokenExpired && !this.#canContinue(error)) throw error;
    if (isTokenExpired) this.#resumeToken = '';
    else this.#interrupt(error);
    // A watch that is lost before its first checkpoint has no token to resume with.
    const startsOver = isTokenExpired || (this.#resumeToken === '' && this.#hasEvents);
    if (startsOver) yield { type: 'restart', cause: error, resumeToken: '' };
    if (this.#resumeToken === '') this.#hasEvents = false;
    await this.#pause();
  }

  /** Whether another attempt may end better. Only the server's own word is final, and what this client can't read. */
  #canContinue(error: MovieError): boolean {
    if (!this.#hasAnswered || Date.now() >= this.#deadline) return false;
    if (isFromServer(error)) return isTemporary(error);
    return this.#servedSince === undefined || !isUnreadable(error);
  }

  #interrupt(error: MovieError | undefined): void {
    if (!this.#isInterrupted) this.#options.onInterruption?.(error);
    this.#isInterrupted = true;
  }

  async #pause(): Promise<void> {
    const { signal } = this.#options;
    const servedMs = performance.now() - (this.#servedSince ?? Number.POSITIVE_INFINITY);
    // A server that ends each watch after a moment gets growing pauses, too.
    if (servedMs >= PAUSE_MS.longest) this.#failures = 0;
    const longestMs = Math.min(PAUSE_MS.first * 2 ** this.#failures++, PAUSE_MS.longest);
    // At random moments, so that the watches of a restarted server don't come back all at once.
    const pauseMs = Math.min(longestMs * (0.5 + Math.random() / 2), Math.max(0, this.#deadline - Date.now()));
    // An aborted sleep throws an AbortError, but the caller expects the signal's reason.
    await sleep(pauseMs, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
  }
}

/** Whether the watch may continue after this error of the server: it is shutting down, or ended this watch alone. */
function isTemporary({ code }: MovieError): boolean {
  return code === 'UNAVAILABLE' || code === 'CANCELLED' || code === 'ABORTED';
}

/** Undefined for an event that a later version of the contract added. */
function toEvent({ event, resumeToken, ...change }: v1.WatchMoviesResponse): WatchEvent | undefined {
  if (!event) return undefined;
  if (event.$case === 'checkpoint') {
    const { totalSize, revision } = event.value;
    return { type: 'checkpoint', totalSize, revision: revision || undefined, resumeToken };
  }
  const { previous, changeTime: time, revision } = change;
  return { type: event.$case, movie: event.value, previous, time, revision: revision || undefined, resumeToken };
}
