import { status } from '@grpc/grpc-js';
import type { Attributes } from '@opentelemetry/api';
import type { ObservedCall } from '../call-observer.js';
import type { Protocol } from '../call-transport.js';
import type { Method } from '../service.js';
import { UNKNOWN_METHOD } from '../unknown-method.js';

/** The codes that the conventions count as an error of the server; the others are errors of the caller. */
const SERVER_FAULTS: ReadonlySet<status> = new Set([
  status.UNKNOWN,
  status.DEADLINE_EXCEEDED,
  status.UNIMPLEMENTED,
  status.INTERNAL,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

/** Whether a call that ended with this code is an error of the server. */
export function isServerFault(code: status): boolean {
  return SERVER_FAULTS.has(code);
}

/** The protocol and the method of a call, by OpenTelemetry's conventions for RPC 1.45, which take gRPC-Web for gRPC. */
export function methodAttributes(method: Method, protocol: Protocol): Attributes {
  const name = method === UNKNOWN_METHOD ? '_OTHER' : `${method.service}/${method.name}`;
  return { 'rpc.system.name': protocol === 'connect' ? 'connectrpc' : 'grpc', 'rpc.method': name };
}

/** The name of a call's span: its method, if the server has it. */
export function spanName(method: Method): string {
  return method === UNKNOWN_METHOD ? 'grpc' : `${method.service}/${method.name}`;
}

/** What the caller asked for, if the server doesn't have it. */
export function originalAttributes({ method, path }: ObservedCall): Attributes {
  return method === UNKNOWN_METHOD ? { 'rpc.method_original': path.replace(/^\//, '') } : {};
}

/** How a call ended, by the same conventions. */
export function outcomeAttributes(code: status): Attributes {
  const name = status[code];
  return { 'rpc.status_code': name, ...(isServerFault(code) && { 'error.type': name }) };
}
