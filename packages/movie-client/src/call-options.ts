/** The last argument of every call. */
export interface CallOptions {
  /** Cancels the call when it aborts; the call then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** How long the call may take, in milliseconds; above 24 days there is no limit. Default: the client's. */
  readonly timeoutMs?: number | undefined;
}

/** How to make one call, with every default filled in. */
export interface CallSettings {
  readonly signal: AbortSignal | undefined;
  /** When the call fails if it has not ended, in milliseconds since 1970. Infinity for no limit. */
  readonly deadline: number;
  /** Runs when the response headers arrive, which may be long before the first message. */
  readonly onHeaders?: () => void;
}

/**
 * 24 days. A timeout above that is no limit: Node's longest timer is less than a day longer, and grpc-js fails at once with
 * one that comes close.
 */
export const MAX_TIMEOUT_MS = 24 * 86_400_000;

/**
 * Fills in the defaults. The time of the call starts now.
 *
 * @throws TypeError or RangeError if the timeout is not a positive number
 */
export function callSettings({ signal, timeoutMs }: CallOptions, defaultTimeoutMs: number): CallSettings {
  const checkedMs = checkTimeout(timeoutMs ?? defaultTimeoutMs);
  return { signal, deadline: checkedMs > MAX_TIMEOUT_MS ? Number.POSITIVE_INFINITY : Date.now() + checkedMs };
}

/** @throws TypeError or RangeError that names the option if the timeout is not a positive number */
export function checkTimeout(timeout: unknown, option = 'timeoutMs'): number {
  if (typeof timeout !== 'number') {
    throw new TypeError(`${option} must be a number of milliseconds, and has the type ${typeof timeout}.`);
  }
  if (timeout > 0) return timeout;
  throw new RangeError(`${option} must be more than 0 milliseconds, and is ${timeout}.`);
}
