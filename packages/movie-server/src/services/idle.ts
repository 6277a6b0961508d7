/** Stands among the values of `withIdle` for a time in which none came. */
export const IDLE = Symbol('idle');

/**
 * The values of an iterator, with IDLE between them for each time in which none came.
 *
 * @param idleMs how long that is, in milliseconds
 */
export async function* withIdle<T>(values: AsyncIterator<T>, idleMs: number): AsyncGenerator<T | typeof IDLE> {
  let wake = () => {};
  // One timer for all values, set anew for each; making one a value would cost more than the rest.
  const timer = setTimeout(() => wake(), idleMs);
  try {
    for (;;) {
      const next = values.next();
      let settled = false;
      const settle = () => {
        settled = true;
        wake();
      };
      // One reaction to `next`, however many idle times pass before it comes.
      next.then(settle, settle);
      while (!settled) {
        timer.refresh();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        if (!settled) yield IDLE;
      }
      const result = await next;
      if (result.done) return;
      yield result.value;
    }
  } finally {
    clearTimeout(timer);
    await values.return?.();
  }
}
