import type { Socket } from 'node:net';
import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';

/** How callers may speak to a host. */
export type Protocol = 'grpc' | 'grpc-web' | 'connect';

type InterceptingCall = Pick<
  ServerInterceptingCallInterface,
  'startRead' | 'sendMetadata' | 'sendMessage' | 'sendStatus' | 'getDeadline' | 'getConnectionInfo'
>;

/** Carries one call between its caller and `ServerCall`: over HTTP/2, by grpc-js, or in a protocol of the web. */
export interface CallTransport extends InterceptingCall {
  /** Default: `grpc`. */
  readonly protocol?: Protocol;
  /** Sends several messages with one write. */
  sendMessages?(messages: readonly Uint8Array[], callback: () => void): void;
  /** Sends the only message of an answer in pieces, which are not put together before. */
  sendPieces?(pieces: readonly Uint8Array[]): void;
}

/** Where the other end of a connection is; empty on a Unix socket. */
export type ConnectionInfo = ReturnType<CallTransport['getConnectionInfo']>;

/** How a call ends. */
export type CallEnd = Parameters<CallTransport['sendStatus']>[0];

/** Where the other end of a socket is. Ask while it is open: later it doesn't know. */
export function connectionInfoOf(socket: Pick<Socket, 'remoteAddress' | 'remotePort'>): ConnectionInfo {
  const { remoteAddress, remotePort = 0 } = socket;
  return remoteAddress === undefined ? {} : { remoteAddress, remotePort };
}

/** What carries a call below its transport, as far as limits need to end it early. */
export interface CallStream {
  readonly closed: boolean;
  /** Undefined until the end of the answer is on its way. */
  readonly sentTrailers?: unknown;
  /** Whether all of the answer was taken; undefined if that isn't known. */
  readonly writableFinished?: boolean;
  /** Ends it with an error code of HTTP/2. */
  close(code: number): void;
  /** Ends it at once, also if its caller has closed it. */
  destroy?(): void;
}
