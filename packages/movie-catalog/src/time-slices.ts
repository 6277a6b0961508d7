import { setImmediate } from 'node:timers/promises';

/** How long work may keep the event loop at a time, in milliseconds: a call waits for one or two of them. */
const SLICE_MS = 0.5;

/** Divides long work into short slices of the event loop: `if (slices.isOver) await slices.next();` at every step. */
export class TimeSlices {
  readonly #signal: AbortSignal | undefined;
  #end = performance.now() + SLICE_MS;

  /** @param signal ends the work, as nobody waits for it any more */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** Whether it is time to let other work run. */
  get isOver(): boolean {
    return performance.now() > this.#end;
  }

  /**
   * Lets other work run, and begins the next slice.
   *
   * @throws the signal's reason, once it aborts
   */
  async next(): Promise<void> {
    // `node:http2` sends a reply in one turn of the event loop and its trailers in the next one.
    await setImmediate();
    await setImmediate();
    this.#signal?.throwIfAborted();
    this.#end = performance.now() + SLICE_MS;
  }
}
