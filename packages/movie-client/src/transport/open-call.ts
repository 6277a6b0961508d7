import type { EventEmitter } from 'node:events';
import type { Metadata } from '@grpc/grpc-js';
import type { CallSettings } from '../call-options.js';
import { isServiceError, MovieError } from '../movie-error.js';

/** What the four kinds of grpc-js calls have in common. */
type Call = EventEmitter & { cancel(): void };

/** A call in progress: its signal cancels it, and its errors say which call failed. */
export class OpenCall {
  readonly #call: Call;
  readonly #origin: { readonly method: string; readonly address: string };
  readonly #signal: AbortSignal | undefined;
  readonly #cancel: () => void;
  #requestId: string | undefined;
  #contentType: string | undefined;
  #hasEnded = false;

  constructor(call: Call, origin: { method: string; address: string }, { signal, onHeaders }: CallSettings) {
    this.#call = call;
    this.#origin = origin;
    this.#signal = signal;
    this.#cancel = () => call.cancel();
    call.on('metadata', (headers: Metadata) => {
      this.#requestId = headers.get('x-request-id')[0]?.toString();
      this.#contentType = headers.get('content-type')[0]?.toString() ?? '';
      onHeaders?.();
    });
    call.on('status', () => {
      this.#hasEnded = true;
    });
    signal?.addEventListener('abort', this.#cancel);
  }

  /** Whether the server has sent its final status, or the call was cancelled. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Waits for the only response. */
  async response<Response>(response: Promise<Response>): Promise<Response> {
    try {
      return await response;
    } catch (error) {
      throw this.#toThrow(error);
    } finally {
      this.#close();
    }
  }

  /** Gives the responses as they come, and cancels the call if the reader leaves early. */
  async *responses<Response>(call: AsyncIterable<Response> & EventEmitter): AsyncGenerator<Response, void, undefined> {
    // Without a listener, the CANCELLED of our own #close() is an uncaught error.
    call.on('error', () => {});
    try {
      yield* call;
    } catch (error) {
      throw this.#toThrow(error);
    } finally {
      this.#close();
    }
  }

  #toThrow(error: unknown): unknown {
    if (this.#signal?.aborted) return this.#signal.reason;
    if (!isServiceError(error)) return error;
    return new MovieError(error, { ...this.#origin, requestId: this.#requestId, contentType: this.#contentType });
  }

  #close(): void {
    this.#hasEnded = true;
    this.#signal?.removeEventListener('abort', this.#cancel);
    this.#call.cancel();
  }
}
