import type { Duplex } from 'node:stream';
import {
  type ConnectionInjector,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerOptions,
  status,
} from '@grpc/grpc-js';
import type { Logger } from 'pino';
import { RpcError } from './rpc-error.js';
import { type CallHost, type CallObserver, ServerCall } from './server-call.js';
import type { Method, Service } from './service.js';

/** Runs services on connections that someone else accepts. */
export interface RpcServer {
  /** Serves gRPC on a connection whose HTTP/2 preface is still to be read. */
  serve(connection: Duplex): void;
  /**
   * Refuses new calls, lets those under way finish, and closes every connection.
   *
   * @param graceMs after this many milliseconds what is left is cut off
   */
  close(graceMs: number): Promise<void>;
}

export interface RpcServerOptions {
  readonly services: readonly Service[];
  readonly log: Logger;
  readonly observers?: readonly CallObserver[];
  readonly channelOptions?: ServerOptions;
  /** See CallHost. */
  readonly maxUnaryMs: number;
}

/** Hands a call to us before grpc-js wraps it in streams and callbacks: `ServerCall` needs neither. */
class DispatchedCall extends ServerInterceptingCall {
  readonly #transport: ServerInterceptingCallInterface;
  readonly #method: Method;
  readonly #host: CallHost;

  constructor(transport: ServerInterceptingCallInterface, method: Method, host: CallHost) {
    super(transport);
    this.#transport = transport;
    this.#method = method;
    this.#host = host;
  }

  override start(): void {
    this.#transport.start(new ServerCall(this.#method, this.#transport, this.#host));
  }
}

export function createRpcServer(options: RpcServerOptions): RpcServer {
  const methods = new Map(options.services.flatMap(({ methods }) => methods.map((method) => [method.path, method])));
  let closing = false;
  const host: CallHost = {
    log: options.log,
    observers: options.observers ?? [],
    calls: new Set(),
    maxUnaryMs: options.maxUnaryMs,
    admit: () => (closing ? new RpcError(status.UNAVAILABLE, 'The server is shutting down.') : undefined),
  };
  const server = new Server({
    ...options.channelOptions,
    interceptors: [
      ({ path }, call) => {
        const method = methods.get(path);
        return method ? new DispatchedCall(call, method, host) : new ServerInterceptingCall(call);
      },
    ],
  });
  for (const method of methods.values()) register(server, method);
  const injector: ConnectionInjector = server.createConnectionInjector(ServerCredentials.createInsecure());

  return {
    serve: (connection) => injector.injectConnection(connection),
    async close(graceMs) {
      closing = true;
      const force = setTimeout(() => server.forceShutdown(), graceMs);
      await new Promise((resolve) => server.tryShutdown(resolve));
      clearTimeout(force);
    },
  };
}

/** Makes the path known to grpc-js. The bytes pass as they are; `ServerCall` decodes and encodes. */
function register(server: Server, { path, requestStream, responseStream }: Method): void {
  const type = requestStream ? (responseStream ? 'bidi' : 'clientStream') : responseStream ? 'serverStream' : 'unary';
  const unreachable = () => {
    throw new Error('DispatchedCall serves every registered method.');
  };
  server.register(path, unreachable, sameBytes, sameBytes, type);
}

function sameBytes(bytes: Buffer): Buffer {
  return bytes;
}
