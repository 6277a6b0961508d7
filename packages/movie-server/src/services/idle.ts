/** Stands among the values of `withIdle` for a time in which none came. */
export const IDLE = Symbol('idle');

/**
 * The values of an iterator, with IDLE between them for each time in which none came.
 *
 * @param idleMs how long that is, in milliseconds
 */
export async function* withIdle<T>(values: AsyncIterator<T>, idleMs: number): AsyncGenerator<T | typeof IDLE> {
  try {
    for (;;) {
      const next = values.next();
      let settled = false;
      let wake = () => {};
      const settle = () => {
        settled = true;
        wake();
      };
      // One reaction to `next`, however many idle times pass before it comes.
      next.then(settle, settle);
      while (!settled) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, idleMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        if (!settled) yield IDLE;
      }
      const result = await next;
      if (result.done) return;
      yield result.value;
    }
  } finally {
    await values.return?.();
  }
}
