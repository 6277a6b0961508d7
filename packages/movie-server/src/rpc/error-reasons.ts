import { status } from '@grpc/grpc-js';

/** What a reason means: its gRPC code, when it comes, and what the caller can do. */
interface ErrorReason {
  readonly code: status;
  readonly when: string;
  readonly remedy: string;
  /** After how many milliseconds the same call may succeed; without, repeating it as it is won't help. */
  readonly retryAfterMs?: number;
}

const REASONS = {
  MOVIE_NOT_FOUND: {
    code: status.NOT_FOUND,
    when: 'No movie has the id. The ResourceInfo names it.',
    remedy: 'Check the id; list or search for the movie.',
  },
  INVALID_REQUEST: {
    code: status.INVALID_ARGUMENT,
    when: 'Fields of the request break a rule. The BadRequest lists every one.',
    remedy: 'Mend the fields.',
  },
  UNDECODABLE_REQUEST: {
    code: status.INTERNAL,
    when: 'The bytes of the request are not a message of the method.',
    remedy: 'Generate the client from the current contract.',
  },
  WRONG_NUMBER_OF_REQUESTS: {
    code: status.UNIMPLEMENTED,
    when: 'The method takes one request message and got none or several.',
    remedy: 'Call it as a method without a request stream.',
  },
  METADATA_TOO_LARGE: {
    code: status.RESOURCE_EXHAUSTED,
    when: "The call's metadata is larger than `--max-metadata-size`.",
    remedy: 'Send less metadata.',
  },
  CALL_TOO_LONG: {
    code: status.DEADLINE_EXCEEDED,
    when: 'A call with one response took longer than `--max-call-duration`.',
    remedy: 'Ask for less at a time.',
  },
  CALLER_LEFT: {
    code: status.CANCELLED,
    when: 'The caller left in the middle of its requests. Only the log sees this.',
    remedy: 'Nothing to do.',
  },
  UNKNOWN_SERVICE: {
    code: status.NOT_FOUND,
    when: 'A health check names a service that this server does not have.',
    remedy: 'Check the name, or leave it empty to ask for the whole server.',
  },
  SHUTTING_DOWN: {
    code: status.UNAVAILABLE,
    when: 'The server is shutting down.',
    remedy: 'Call again; another server, or this one once it is back, will answer.',
    retryAfterMs: 1_000,
  },
  INTERNAL: {
    code: status.INTERNAL,
    when: 'A fault of the server. The message has the request id and nothing else.',
    remedy: 'Tell the operator the request id; the log has the whole error under it.',
  },
} as const satisfies Readonly<Record<string, ErrorReason>>;

/** A reason's name. */
export type ErrorReasonName = keyof typeof REASONS;

/**
 * Every reason that an error of this server carries in its google.rpc.ErrorInfo (AIP-193). A reason, once published,
 * keeps its name and code.
 */
export const ERROR_REASONS: Readonly<Record<ErrorReasonName, ErrorReason>> = REASONS;
