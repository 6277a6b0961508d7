import { constants } from 'node:http2';
import type { CallStream } from './call-transport.js';
import { hostError } from './host-errors.js';
import type { RpcError } from './rpc-error.js';

/** How long a caller may keep a stream open after the status of its call, in milliseconds. */
const LEAVING_MS = 1_000;

/** How long one call may take: its handler, and its caller with the answer and with leaving. */
export class CallLimits {
  readonly #stream: CallStream | undefined;
  readonly #maxUnaryMs: number;
  readonly #startedAt = performance.now();
  #timeout: NodeJS.Timeout | undefined;

  /**
   * @param stream carries the transport, which has no way to end it early
   * @param maxUnaryMs how long a call with one response may take, in milliseconds, whatever its deadline
   */
  constructor(stream: CallStream | undefined, maxUnaryMs: number) {
    this.#stream = stream;
    this.#maxUnaryMs = maxUnaryMs;
  }

  /** How long the call has taken so far, in milliseconds. */
  get elapsed(): number {
    return performance.now() - this.#startedAt;
  }

  /**
   * Whether a caller that leaves now leaves because of its deadline. Callers don't say so on the wire, and theirs passes
   * a little before ours, which began when the call arrived: by the way it took, and by what either end was busy with.
   */
  isDue(deadline: number): boolean {
    return deadline - Date.now() <= Math.max(10, Math.min(100, this.elapsed / 5));
  }

  /** Gives `fail` an error when a call with one response takes too long, unless its deadline passes before that. */
  limitDuration(deadline: number, fail: (error: RpcError) => void): void {
    const maxMs = this.#maxUnaryMs;
    if (deadline - Date.now() <= maxMs || maxMs === Number.POSITIVE_INFINITY) return;
    this.#timeout = setTimeout(() => {
      fail(hostError('CALL_TOO_LONG', `The call took longer than the ${maxMs / 1000} s of this server.`));
    }, maxMs);
  }

  /** The answer must be taken in this time, too: it waits while the caller's flow control doesn't let it through. */
  limitTaking(): void {
    const left = this.#maxUnaryMs - this.elapsed;
    if (left === Number.POSITIVE_INFINITY) return;
    this.#timeout = setTimeout(() => this.#stream?.close(constants.NGHTTP2_CANCEL), left);
  }

  /** A caller that has its status and still doesn't end its requests would keep the stream, and a shutdown waiting. */
  limitLeaving(): void {
    setTimeout(() => this.#stream?.close(constants.NGHTTP2_NO_ERROR), LEAVING_MS).unref();
  }

  /** An answer that waits for the caller's flow control when the deadline passes is of no use any more. */
  dropUntaken(): void {
    if (this.#stream?.closed === false && this.#stream.sentTrailers === undefined) {
      this.#stream.close(constants.NGHTTP2_CANCEL);
    }
  }

  /** Lifts the limit of the handler or of the answer. */
  clear(): void {
    clearTimeout(this.#timeout);
  }
}
