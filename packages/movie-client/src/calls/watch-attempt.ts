import { status } from '@grpc/grpc-js';
import { v1 } from 'movie-proto';
import { type CallSettings, MAX_TIMEOUT_MS } from '../call-options.js';
import { clientError } from '../movie-error.js';
import type { Servers } from '../transport/servers.js';
import { checked } from './contract.js';

/** What it calls. */
export const METHOD = checked(v1.MovieServiceService.watchMovies, ({ changeTime }) =>
  // The contract has room for times that no date can be.
  changeTime && Number.isNaN(changeTime.getTime()) ? 'the time of a change is out of range.' : undefined,
);

/** How long a stream without messages has to stay open to count, in milliseconds: one that ends at once is no watch. */
const STEADY_MS = 1_000;

/** How one attempt to watch is made. */
export interface AttemptSettings extends CallSettings {
  /** How long to wait for an answer, in milliseconds. The watch itself has no such limit. */
  readonly answerMs: number;
  /** Runs once, when the server has shown that it serves the watch. */
  readonly onServed: () => void;
}

/**
 * Watches until the call ends.
 *
 * @throws MovieError with DEADLINE_EXCEEDED if no server answers in time
 */
export async function* attemptWatch(
  servers: Servers,
  request: v1.WatchMoviesRequest,
  { answerMs, onServed, signal, ...settings }: AttemptSettings,
): AsyncGenerator<v1.WatchMoviesResponse, void, undefined> {
  const lateness = new AbortController();
  const late = setTimeout(() => lateness.abort(noAnswer(servers, answerMs)), Math.min(answerMs, MAX_TIMEOUT_MS));
  let steady: NodeJS.Timeout | undefined;
  let isServed = false;
  const serve = () => {
    if (!isServed) onServed();
    isServed = true;
  };
  const onHeaders = () => {
    // A watch from the start has a first message soon. One that resumes has none until something changes.
    if (request.resumeToken === '') return;
    clearTimeout(late);
    clearTimeout(steady);
    steady = setTimeout(serve, STEADY_MS);
  };
  const either = signal ? AbortSignal.any([signal, lateness.signal]) : lateness.signal;
  try {
    for await (const response of servers.readStream(METHOD, request, { ...settings, signal: either, onHeaders })) {
      clearTimeout(late);
      clearTimeout(steady);
      serve();
      yield response;
    }
  } finally {
    clearTimeout(late);
    clearTimeout(steady);
  }
}

function noAnswer({ addresses }: Servers, answerMs: number): Error {
  const message = `No answer within ${answerMs / 1_000} s.`;
  return clientError(status.DEADLINE_EXCEEDED, message, { method: METHOD.path, address: addresses.join() });
}
