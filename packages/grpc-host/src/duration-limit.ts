import { LinkedList, type Place } from './linked-list.js';

/** A call whose time is limited. */
export interface LimitedCall {
  /** By `performance.now()`. */
  readonly startedAt: number;
  /** Called once, when its time is over: so many milliseconds. */
  onTooLong(maxMs: number): void;
}

/**
 * How long calls may take. All may take the same time, so those that came first are due first: one timer for the first
 * of them does, and costs a call less than one of its own, which it hardly ever needs.
 */
export class DurationLimit {
  readonly #maxMs: number;
  /** In the order in which they are due. */
  readonly #calls = new LinkedList<LimitedCall>();
  #timer: NodeJS.Timeout | undefined;

  /** @param maxMs 0: no limit */
  constructor(maxMs: number) {
    this.#maxMs = maxMs;
  }

  /**
   * Limits a call that has just started.
   *
   * @returns what lifts the limit with `delete`; undefined if there is none
   */
  add(call: LimitedCall): Place<LimitedCall> | undefined {
    if (this.#maxMs === 0) return undefined;
    if (!this.#timer) this.#wait(this.#maxMs);
    return this.#calls.add(call);
  }

  /** Lifts a limit. */
  delete(place: Place<LimitedCall>): void {
    this.#calls.delete(place);
  }

  #wait(ms: number): void {
    // The connection of a call in progress keeps the process; the timer outlives the call.
    this.#timer = setTimeout(() => this.#endDue(), ms).unref();
  }

  #endDue(): void {
    this.#timer = undefined;
    for (let place = this.#calls.first; place; place = this.#calls.first) {
      const left = place.item.startedAt + this.#maxMs - performance.now();
      if (left > 0) {
        this.#wait(left);
        return;
      }
      this.#calls.delete(place);
      place.item.onTooLong(this.#maxMs);
    }
  }
}
