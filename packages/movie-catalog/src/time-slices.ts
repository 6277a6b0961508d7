import { setImmediate } from 'node:timers/promises';

/** How long work may keep the event loop at a time, in milliseconds. */
const SLICE_MS = 5;

/** Divides long work into short slices of the event loop: `if (slices.isOver) await slices.next();` at every step. */
export class TimeSlices {
  #end = performance.now() + SLICE_MS;

  /** Whether it is time to let other work run. */
  get isOver(): boolean {
    return performance.now() > this.#end;
  }

  /** Lets other work run, and begins the next slice. */
  async next(): Promise<void> {
    await setImmediate();
    this.#end = performance.now() + SLICE_MS;
  }
}
