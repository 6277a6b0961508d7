import { hostError } from './host-errors.js';
import type { RpcError } from './rpc-error.js';

/**
 * The requests of a streaming call, in order. Each is read only when the handler asks for it, so HTTP/2's flow control
 * slows down a caller that sends faster than the handler works.
 *
 * It ends when the caller has said so. It throws CALLER_LEFT when the caller left before.
 */
export class RequestStream implements AsyncIterableIterator<unknown> {
  readonly #readNext: () => void;
  #waiting: Waiting | undefined;
  #ended = false;
  #cancelled = false;

  /** @param readNext makes the transport call `push` or `end` once */
  constructor(readNext: () => void) {
    this.#readNext = readNext;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<unknown>> {
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    if (this.#cancelled) return Promise.reject(callerLeft());
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#readNext();
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
    // A caller that left has not sent its last message, even if it looks so.
    if (this.#cancelled) return;
    this.#ended = true;
    this.#waiting?.resolve({ done: true, value: undefined });
    this.#waiting = undefined;
  }

  /** The caller has left. */
  cancel(): void {
    this.#cancelled = true;
    this.#waiting?.reject(callerLeft());
    this.#waiting = undefined;
  }
}

interface Waiting {
  resolve(result: IteratorResult<unknown>): void;
  reject(error: RpcError): void;
}

function callerLeft(): RpcError {
  return hostError('CALLER_LEFT', 'The caller left.');
}
