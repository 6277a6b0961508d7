/** What every call takes last. */
export interface CallOptions {
  /** Ends the call when it aborts; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** How long the call may take, in milliseconds. Default: the client's. */
  readonly timeoutMs?: number;
}

/** How one call is made, with every default filled in. */
export interface CallSettings {
  readonly signal: AbortSignal | undefined;
  /** Infinity waits for ever. */
  readonly timeoutMs: number;
  /** Is told when the server has taken the call, which may be long before its first message. */
  readonly onTaken?: () => void;
}

/**
 * Fills in the default of the caller's options.
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
