/** The last argument of every call. */
export interface CallOptions {
  /** Cancels the call when it aborts; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** How long the call may take, in milliseconds. Default: the client's. */
  readonly timeoutMs?: number;
}

/** How to make one call, with every default filled in. */
export interface CallSettings {
  readonly signal: AbortSignal | undefined;
  /** Infinity for no limit. */
  readonly timeoutMs: number;
  /** Runs when the response headers arrive, which may be long before the first message. */
  readonly onHeaders?: () => void;
}

/**
 * Fills in the defaults.
 *
 * @throws RangeError if the timeout is not a positive number
 */
export function callSettings({ signal, timeoutMs }: CallOptions, defaultTimeoutMs: number): CallSettings {
  return { signal, timeoutMs: checkTimeout(timeoutMs ?? defaultTimeoutMs) };
}

/** @throws RangeError if the timeout is not a positive number */
export function checkTimeout(timeoutMs: number): number {
  if (timeoutMs > 0) return timeoutMs;
  throw new RangeError(`timeoutMs must be more than 0 milliseconds, and is ${timeoutMs}.`);
}
