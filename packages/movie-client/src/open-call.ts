import type { EventEmitter } from 'node:events';
import type { Metadata } from '@grpc/grpc-js';
import type { CallSettings } from './call-options.js';
import { isServiceError, MovieError } from './movie-error.js';

/** What the four kinds of grpc-js calls have in common. */
type Call = EventEmitter & { cancel(): void };

/** A call under way: ends with its caller's signal, and knows what its error needs to tell. */
export class OpenCall {
  readonly #call: Call;
  readonly #origin: { readonly method: string; readonly address: string };
  readonly #signal: AbortSignal | undefined;
  readonly #cancel: () => void;
  #requestId: string | undefined;
  #ended = false;

  constructor(call: Call, origin: { method: string; address: string }, { signal, onTaken }: CallSettings) {
    this.#call = call;
    this.#origin = origin;
    this.#signal = signal;
    this.#cancel = () => call.cancel();
    call.on('metadata', (headers: Metadata) => {
      this.#requestId = headers.get('x-request-id')[0]?.toString();
      onTaken?.();
    });
    call.on('status', () => {
      this.#ended = true;
    });
    signal?.addEventListener('abort', this.#cancel);
  }

  /** Whether the server has answered for good, or the call was given up. */
  get ended(): boolean {
    return this.#ended;
  }

  /** What to throw for an error of this call. */
  errorOf(error: unknown): unknown {
    if (this.#signal?.aborted) return this.#signal.reason;
    return isServiceError(error) ? new MovieError(error, { ...this.#origin, requestId: this.#requestId }) : error;
  }

  /** Gives the call up if it is still under way, and lets go of the signal. */
  close(): void {
    this.#ended = true;
    this.#signal?.removeEventListener('abort', this.#cancel);
    this.#call.cancel();
  }
}
