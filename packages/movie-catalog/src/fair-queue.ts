/** Who asks for something that takes a while. */
export interface ReadOptions {
  /** Aborts when the answer is of no use any more. */
  readonly signal?: AbortSignal | undefined;
  /** Names the caller, so that one with many calls doesn't hold up the others. */
  readonly caller?: string | undefined;
}

interface Waiting {
  readonly signal: AbortSignal | undefined;
  start(): void;
}

/** Does one piece of work at a time. Callers take turns, however many pieces each of them has waiting. */
export class FairQueue {
  /** By caller; who comes first was served the longest ago. */
  readonly #waiting = new Map<string, Waiting[]>();
  #isBusy = false;

  /**
   * Does the work when its turn comes.
   *
   * @throws the signal's reason, if it aborts before that
   */
  async run<T>(work: () => Promise<T>, { signal, caller = '' }: ReadOptions = {}): Promise<T> {
    signal?.throwIfAborted();
    if (this.#isBusy) await this.#turn(caller, signal);
    this.#isBusy = true;
    try {
      return await work();
    } finally {
      // Many short pieces one after another would hold up everything else.
      if (this.#waiting.size > 0) setImmediate(() => this.#startNext());
      else this.#isBusy = false;
    }
  }

  #turn(caller: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => reject(signal?.reason);
      const start = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      signal?.addEventListener('abort', leave, { once: true });
      const waiting = this.#waiting.get(caller) ?? [];
      waiting.push({ signal, start });
      this.#waiting.set(caller, waiting);
    });
  }

  #startNext(): void {
    this.#isBusy = false;
    for (const [caller, waiting] of this.#waiting) {
      this.#waiting.delete(caller);
      const next = waiting.find(({ signal }) => !signal?.aborted);
      if (!next) continue;
      const rest = waiting.slice(waiting.indexOf(next) + 1);
      if (rest.length > 0) this.#waiting.set(caller, rest);
      this.#isBusy = true;
      next.start();
      return;
    }
  }
}
