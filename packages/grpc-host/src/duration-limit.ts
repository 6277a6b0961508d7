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
  readonly #calls = new Set<LimitedCall>();
  #timer: NodeJS.Timeout | undefined;

  /** @param maxMs 0: no limit */
  constructor(maxMs: number) {
    this.#maxMs = maxMs;
  }

  /** Limits a call that has just started. */
  add(call: LimitedCall): void {
    if (this.#maxMs === 0) return;
    this.#calls.add(call);
    if (!this.#timer) this.#wait(this.#maxMs);
  }

  /** Lifts the limit of a call. */
  delete(call: LimitedCall): void {
    this.#calls.delete(call);
  }

  #wait(ms: number): void {
    // The connection of a call in progress keeps the process; the timer outlives the call.
    this.#timer = setTimeout(() => this.#endDue(), ms).unref();
  }

  #endDue(): void {
    this.#timer = undefined;
    for (const call of this.#calls) {
      const left = call.startedAt + this.#maxMs - performance.now();
      if (left > 0) {
        this.#wait(left);
        return;
      }
      this.#calls.delete(call);
      call.onTooLong(this.#maxMs);
    }
  }
}
