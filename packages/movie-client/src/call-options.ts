/** The last argument of every call. */
export interface CallOptions {
  /** Cancels the call when it aborts; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** How long the call may take, in milliseconds; above 25 days there is no limit. Default: the client's. */
  readonly timeoutMs?: number;
}

/** How to make one call, with every default filled in. */
export interface CallSettings {
  readonly signal: AbortSignal | undefined;
  /** When the call fails if it has not ended, in milliseconds since 1970. Infinity for no limit. */
  readonly deadline: number;
  /** Runs when the response headers arrive, which may be long before the first message. */
  readonly onHeaders?: () => void;
}

/** The longest timer of Node: 25 days. A timeout above that is no limit; grpc-js refuses some of them. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Fills in the defaults. The time of the call starts now.
 *
 * @throws RangeError if the timeout is not a positive number
 */
export function callSettings({ signal, timeoutMs }: CallOptions, defaultTimeoutMs: number): CallSettings {
  const checkedMs = checkTimeout(timeoutMs ?? defaultTimeoutMs);
  return { signal, deadline: checkedMs > MAX_TIMEOUT_MS ? Number.POSITIVE_INFINITY : Date.now() + checkedMs };
}

/** @throws RangeError if the timeout is not a positive number */
export function checkTimeout(timeoutMs: number): number {
  if (timeoutMs > 0) return timeoutMs;
  throw new RangeError(`timeoutMs must be more than 0 milliseconds, and is ${timeoutMs}.`);
}
