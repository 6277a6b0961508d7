import { defineErrors, type ErrorReasons } from './errors.js';
import { RpcError } from './rpc-error.js';

/** The reasons of the host's own errors, which callers of any service may get. */
export const HOST_ERROR_REASONS = {
  UNDECODABLE_REQUEST: {
    code: 'INTERNAL',
    when: 'The bytes of the request are not a message of the method.',
    remedy: 'Generate the client from the current contract.',
  },
  UNDECODABLE_JSON: {
    code: 'INVALID_ARGUMENT',
    when: 'The request is no JSON, or its JSON is not a message of the method: a field is unknown, or has another type.',
    remedy: 'Fix what the message names.',
  },
  TOO_MANY_FIELDS: {
    code: 'INVALID_ARGUMENT',
    when: 'The request has far more fields and elements than any method has use for.',
    remedy: 'Send fewer in one message.',
  },
  WRONG_NUMBER_OF_REQUESTS: {
    code: 'UNIMPLEMENTED',
    when: 'The method takes one request message and got none or several.',
    remedy: 'Call it as a method without a request stream.',
  },
  METADATA_TOO_LARGE: {
    code: 'RESOURCE_EXHAUSTED',
    when: "The call's metadata is larger than the limit `maxMetadataSize`.",
    remedy: 'Send less metadata.',
  },
  CALL_TOO_LONG: {
    code: 'DEADLINE_EXCEEDED',
    when: 'A call with one response took longer than the limit `maxCallDuration`.',
    remedy: 'Ask for less at a time.',
  },
  CALLER_LEFT: {
    code: 'CANCELLED',
    when: 'The caller left before it had sent all its requests. Only the log has this.',
    remedy: 'Nothing to do.',
  },
  UNKNOWN_METHOD: {
    code: 'UNIMPLEMENTED',
    when: "A call names a method that this server doesn't have.",
    remedy: 'Check the address, and the version of the contract.',
  },
  NOT_IMPLEMENTED: {
    code: 'UNIMPLEMENTED',
    when: 'The contract has the method, and this server has no code for it yet.',
    remedy: 'Call a later version of the server.',
  },
  UNKNOWN_SERVICE: {
    code: 'NOT_FOUND',
    when: "A health check names a service that this server doesn't have.",
    remedy: 'Check the name, or leave it empty to ask for the whole server.',
  },
  SHUTTING_DOWN: {
    code: 'UNAVAILABLE',
    when: 'The server is shutting down.',
    remedy: 'Call again: another server will answer, or this one once it is back.',
    retryAfterMs: 1_000,
  },
  INTERNAL: {
    code: 'INTERNAL',
    when: 'The server has a bug or met an error that it did not expect. The message has only the request id.',
    remedy: 'Report the request id to the operator, who finds the whole error under it in the log.',
  },
} as const satisfies ErrorReasons;

/** Makes an error of the host. */
export const hostError = defineErrors({ domain: 'grpc-host', reasons: HOST_ERROR_REASONS });

/**
 * The handler of a method that is in the contract and has no code yet.
 *
 * @throws RpcError UNIMPLEMENTED
 */
export function notImplemented(): never {
  throw hostError('NOT_IMPLEMENTED', 'This server has no code for the method yet.');
}

/** The error that the caller gets for what was thrown: an RpcError itself, else one that reveals nothing of it. */
export function toRpcError(error: unknown, requestId: string): RpcError {
  if (error instanceof RpcError) return error;
  const message = `The server failed. Its log has the cause, under request id ${requestId}.`;
  return hostError('INTERNAL', message, { cause: error });
}
