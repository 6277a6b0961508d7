import { type ErrorCode, RpcError, type RpcErrorOptions } from './rpc-error.js';

/** What a reason means: its gRPC code, when it comes, and what callers can do. */
export interface ErrorReason {
  readonly code: ErrorCode;
  readonly when: string;
  readonly remedy: string;
  /** After how many milliseconds the same call may succeed. Without it, repeating the call as it is won't help. */
  readonly retryAfterMs?: number;
}

/** The reasons of one domain, by their names. A reason, once published, keeps its name and code. */
export type ErrorReasons = Readonly<Record<string, ErrorReason>>;

/** Makes the errors of one domain, with its reasons and no others. */
export type ErrorMaker<Name extends string> = (reason: Name, message: string, options?: RpcErrorOptions) => RpcError;

/**
 * Declares the errors that a service answers with, after AIP-193.
 *
 * @param domain who defines the reasons, so that together they are unique in the world: `movie.v1`
 * @returns the function that makes an error with one of the reasons
 */
export function defineErrors<Name extends string>({
  domain,
  reasons,
}: {
  readonly domain: string;
  readonly reasons: Readonly<Record<Name, ErrorReason>>;
}): ErrorMaker<Name> {
  return (reason, message, options) => {
    const { code, retryAfterMs } = reasons[reason];
    return new RpcError({ domain, reason, code, retryAfterMs }, message, options);
  };
}
