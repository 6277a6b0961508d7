const PARTS = 4;

/**
 * Calls back once, when a time is over. It counts parts of the time, so a machine that stood still for a while, and
 * whose timers are all due at once, doesn't end everybody's patience.
 *
 * @returns what ends it before
 */
export function startPatience(ms: number, isOver: () => void): () => void {
  let parts = 0;
  const timer = setInterval(() => {
    parts++;
    if (parts < PARTS) return;
    clearInterval(timer);
    isOver();
  }, ms / PARTS).unref();
  return () => clearInterval(timer);
}
