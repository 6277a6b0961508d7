import { constants } from 'node:http2';
import type { CallStream } from './call-transport.js';

/** How long a caller may keep a stream open after the status of its call, in milliseconds. */
const LEAVING_MS = 1_000;

/** How long the caller of one call may take with the answer and with leaving. */
export class CallLimits {
  readonly #stream: CallStream | undefined;
  /** By `performance.now()`. */
  readonly startedAt = performance.now();

  /** @param stream carries the transport, which has no way to end it early */
  constructor(stream: CallStream | undefined) {
    this.#stream = stream;
  }

  /** How long the call has taken so far, in milliseconds. */
  get elapsed(): number {
    return performance.now() - this.startedAt;
  }

  /**
   * Whether a caller that leaves now leaves because of its deadline. Callers don't say so on the wire, and theirs passes
   * a little before ours, which began when the call arrived: by the way it took, and by what either end was busy with.
   */
  isDue(deadline: number): boolean {
    return deadline - Date.now() <= Math.max(10, Math.min(100, this.elapsed / 5));
  }

  /** A caller that has its status and still doesn't end its requests would keep the stream, and a shutdown waiting. */
  limitLeaving(): void {
    setTimeout(() => {
      // A stream waits with the code that is no error until its answer is taken.
      if (this.#stream?.writableFinished === false) this.drop();
      else this.#stream?.close(constants.NGHTTP2_NO_ERROR);
    }, LEAVING_MS).unref();
  }

  /** An answer that waits for the caller's flow control when the deadline passes is of no use any more. */
  dropUntaken(): void {
    if (this.#stream && this.#stream.sentTrailers === undefined) this.drop();
  }

  /** Gives up what its caller has not taken. */
  drop(): void {
    // A stream that the caller has closed waits for its answer to be taken, which it never is.
    if (this.#stream?.closed) this.#stream.destroy?.();
    else this.#stream?.close(constants.NGHTTP2_CANCEL);
  }
}
