/** What `withIdle` gives when no value has come for `idleMs`. */
export const IDLE = Symbol('idle');

/**
 * Passes values on, and gives IDLE whenever none has come for `idleMs`.
 *
 * @param idleMs in milliseconds
 */
export async function* withIdle<T>(values: AsyncIterator<T>, idleMs: number): AsyncGenerator<T | typeof IDLE> {
  let wake = () => {};
  // One timer that each value restarts. A timer for each value would cost more than everything else here.
  const timer = setTimeout(() => wake(), idleMs);
  try {
    for (;;) {
      const next = values.next();
      let settled = false;
      const settle = () => {
        settled = true;
        wake();
      };
      // Only one reaction to `next`, however often IDLE is given before it settles.
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
