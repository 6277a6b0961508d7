/** Timers by name: each name has one at a time, and none starts after the end. */
export class Timers {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #ended = false;

  /** @param ms in milliseconds */
  start(name: string, ms: number, action: () => void): void {
    if (this.#ended) return;
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, setTimeout(action, ms).unref());
  }

  stop(name: string): void {
    clearTimeout(this.#timers.get(name));
  }

  /** Stops all, for good. */
  end(): void {
    this.#ended = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
