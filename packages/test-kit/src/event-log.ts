/** Keeps what happens, and lets a test wait for something to happen. */
export class EventLog<T> {
  readonly events: T[] = [];
  #waiting: (() => void)[] = [];

  /** Adds an event; may be passed on without its object. */
  readonly add = (event: T): void => {
    this.events.push(event);
    for (const wake of this.#waiting.splice(0)) wake();
  };

  /** The first event that fits, of those that were and those that come. */
  async first(fits: (event: T) => boolean): Promise<T> {
    for (;;) {
      const found = this.events.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}
