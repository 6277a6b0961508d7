import { RpcError } from './rpc-error.js';

/**
 * The requests of a streaming call, in order. Each is asked for only when the handler wants it, so that a caller who
 * sends faster than the handler works is held back by HTTP/2's flow control.
 *
 * It ends when the caller has said so. It throws CANCELLED when the caller left before.
 */
export class RequestStream implements AsyncIterableIterator<unknown> {
  readonly #askForNext: () => void;
  #waiting: PromiseWithResolvers | undefined;
  #ended = false;
  #cancelled = false;

  /** @param askForNext makes the transport call `push` or `end` once */
  constructor(askForNext: () => void) {
    this.#askForNext = askForNext;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown>> {
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    if (this.#cancelled) return Promise.reject(cancelled());
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#askForNext();
    });
  }

  return(): Promise<IteratorResult<unknown>> {
    this.#ended = true;
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Hands over the message that was asked for. */
  push(message: unknown): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ done: false, value: message });
  }

  /** The caller has sent its last message. */
  end(): void {
    this.#ended = true;
    this.#waiting?.resolve({ done: true, value: undefined });
    this.#waiting = undefined;
  }

  /** The caller has left. */
  cancel(): void {
    this.#cancelled = true;
    this.#waiting?.reject(cancelled());
    this.#waiting = undefined;
  }
}

interface PromiseWithResolvers {
  resolve(result: IteratorResult<unknown>): void;
  reject(error: RpcError): void;
}

function cancelled(): RpcError {
  return new RpcError('CALLER_LEFT', 'The caller left.');
}
