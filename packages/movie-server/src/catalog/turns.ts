import { setImmediate } from 'node:timers/promises';

/** How long work may hold up everything else at a time, in milliseconds. */
const TURN_MS = 5;

/** Divides long work into short turns of the event loop: `if (turns.isOver) await turns.next();` at every step. */
export class Turns {
  #end = performance.now() + TURN_MS;

  /** Whether it is time to let others in. */
  get isOver(): boolean {
    return performance.now() > this.#end;
  }

  /** Lets others in, and begins the next turn. */
  async next(): Promise<void> {
    await setImmediate();
    this.#end = performance.now() + TURN_MS;
  }
}
