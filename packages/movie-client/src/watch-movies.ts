import { setTimeout as sleep } from 'node:timers/promises';
import { v1 } from 'movie-proto';
import { type CallOptions, callSettings } from './call-options.js';
import { MovieError } from './movie-error.js';
import type { Movie } from './movie-input.js';
import type { Servers } from './servers.js';

/** How to watch. */
export interface WatchOptions extends CallOptions {
  /** Goes on after the event that had this token. Default: from the start. */
  readonly resumeToken?: string;
  /** Leaves out the movies that exist. Default: false. */
  readonly skipExisting?: boolean;
  /** Is told when the server is lost, with the error if there is one; the watch goes on looking for it. */
  readonly onInterruption?: (error: MovieError | undefined) => void;
  /** Is told when a server is found again. */
  readonly onResumption?: () => void;
}

/** What a watch tells. `resumeToken` resumes after the event; it is empty before the first checkpoint. */
export type WatchEvent =
  /** A movie that existed when the watch began, was added, was changed, or was removed. */
  | {
      readonly type: 'existing' | 'created' | 'updated' | 'deleted';
      readonly movie: Movie;
      readonly resumeToken: string;
    }
  /** Everything up to here has been told. */
  | { readonly type: 'checkpoint'; readonly totalSize: number; readonly resumeToken: string }
  /**
   * The watch could not go on where it was, and begins again: forget what was told. The movies that exist follow, or
   * with `skipExisting` only the changes from now on. `cause` tells why.
   */
  | { readonly type: 'restart'; readonly cause: MovieError | undefined; readonly resumeToken: '' };

/** How long to wait for a lost server before the next try, in milliseconds: doubled each time, from the one to the other. */
const RETRY_MS = { first: 100, last: 1_600 };

/** Watches the catalog, through lost connections and restarted servers. */
export async function* watchMovies(
  servers: Servers,
  options: WatchOptions,
): AsyncGenerator<WatchEvent, void, undefined> {
  const watch = new Watch(servers, options);
  for (;;) {
    const error = yield* watch.run();
    yield* watch.recover(error);
  }
}

class Watch {
  readonly #servers: Servers;
  readonly #options: WatchOptions;
  readonly #deadline: number;
  #resumeToken: string;
  /** Whether anything was told since the watch last began, which a new beginning would repeat. */
  #hasTold = false;
  /** A server that never answers is the caller's to know of; one that has answered will come back. */
  #hasAnswered = false;
  #failures = 0;
  #isInterrupted = false;

  constructor(servers: Servers, options: WatchOptions) {
    this.#servers = servers;
    this.#options = options;
    this.#deadline = Date.now() + callSettings(options, Number.POSITIVE_INFINITY).timeoutMs;
    this.#resumeToken = options.resumeToken ?? '';
  }

  /** Watches until the call ends. Gives its error; undefined if the server ended it without one. */
  async *run(): AsyncGenerator<WatchEvent, MovieError | undefined, undefined> {
    const resumeToken = this.#resumeToken;
    const request = { resumeToken, skipExisting: this.#options.skipExisting === true && resumeToken === '' };
    const settings = {
      signal: this.#options.signal,
      timeoutMs: this.#deadline - Date.now(),
      onTaken: () => this.#taken(),
    };
    try {
      for await (const response of this.#servers.readStream(v1.MovieServiceService.watchMovies, request, settings)) {
        const event = toEvent(response);
        if (!event) continue;
        this.#resumeToken = event.resumeToken;
        this.#hasTold = true;
        yield event;
      }
      return undefined;
    } catch (error) {
      if (error instanceof MovieError) return error;
      throw error;
    }
  }

  #taken(): void {
    this.#hasAnswered = true;
    this.#failures = 0;
    if (this.#isInterrupted) this.#options.onResumption?.();
    this.#isInterrupted = false;
  }

  /** Prepares the next run, and says so if it has to begin again; throws what no further run would mend. */
  async *recover(error: MovieError | undefined): AsyncGenerator<WatchEvent, void, undefined> {
    const isTooOld = error?.code === 'OUT_OF_RANGE' && this.#resumeToken !== '';
    if (error && !isTooOld && !(this.#hasAnswered && isPassing(error))) throw error;
    if (isTooOld) this.#resumeToken = '';
    else this.#interrupt(error);
    // Before the first checkpoint there is nothing to resume from either.
    if (isTooOld || (this.#resumeToken === '' && this.#hasTold))
      yield { type: 'restart', cause: error, resumeToken: '' };
    if (this.#resumeToken === '') this.#hasTold = false;
    await this.#pause();
  }

  #interrupt(error: MovieError | undefined): void {
    if (!this.#isInterrupted) this.#options.onInterruption?.(error);
    this.#isInterrupted = true;
  }

  async #pause(): Promise<void> {
    const { signal } = this.#options;
    const pauseMs = Math.min(RETRY_MS.first * 2 ** this.#failures++, RETRY_MS.last);
    // An aborted pause throws an error of its own; the caller is to see the signal's reason.
    await sleep(pauseMs, undefined, signal && { signal }).catch(() => signal?.throwIfAborted());
  }
}

/** Whether a watch that ended so may go on: its server is gone, is going, or was faster than its reader. */
function isPassing({ code, reason }: MovieError): boolean {
  return code === 'UNAVAILABLE' || code === 'CANCELLED' || reason === 'WATCHER_TOO_SLOW';
}

/** Undefined for an event of a later version of the contract. */
function toEvent({ event, resumeToken }: v1.WatchMoviesResponse): WatchEvent | undefined {
  if (!event) return undefined;
  if (event.$case === 'checkpoint') return { type: 'checkpoint', totalSize: event.value.totalSize, resumeToken };
  return { type: event.$case, movie: event.value, resumeToken };
}
