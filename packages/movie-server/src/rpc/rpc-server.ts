import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import {
  type Metadata,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  type ServerOptions,
} from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { CallHost, CallObserver } from './call-host.js';
import { RpcError } from './rpc-error.js';
import { ServerCall } from './server-call.js';
import type { Method, Service } from './service.js';

/** Runs services on connections that someone else accepts. */
export interface RpcServer {
  /** Serves gRPC on a connection whose HTTP/2 preface is still to be read. */
  serve(connection: Duplex): void;
  /**
   * Refuses new calls, ends those without an end of their own, lets the others finish, and closes every connection.
   *
   * @param graceMs after this many milliseconds what is left is cut off
   * @returns how many calls were cut off
   */
  close(graceMs: number): Promise<number>;
}

export interface RpcServerOptions {
  readonly services: readonly Service[];
  /** Still answered during a shutdown, so that those who ask for health hear of it. */
  readonly lastService: string;
  readonly log: Logger;
  readonly observers: readonly CallObserver[];
  readonly limits: RpcLimits;
}

/** What callers may use up. Sizes are in bytes, times in milliseconds; 0 stands for no limit where it says so. */
export interface RpcLimits {
  /** The largest message taken. */
  readonly maxMessageSize: number;
  /** The most metadata a call may bring. */
  readonly maxMetadataSize: number;
  /** The most calls a connection may have under way. */
  readonly maxConcurrentStreams: number;
  /** The most memory HTTP/2 may hold for a connection. */
  readonly maxSessionMemory: number;
  /** The longest a call with one response may take, whatever its deadline; 0: no limit. */
  readonly maxCallDuration: number;
  /** A connection without a call for this long is closed; 0: never. */
  readonly maxConnectionIdle: number;
  /** A connection this old is closed, so that callers spread over servers anew; 0: never. */
  readonly maxConnectionAge: number;
  /** How long the calls on such a connection may go on. */
  readonly maxConnectionAgeGrace: number;
  /** How often to ask a silent connection whether the other end is still there; 0: never. */
  readonly keepaliveTime: number;
  /** How long the other end may take to answer that. */
  readonly keepaliveTimeout: number;
}

function toChannelOptions(limits: RpcLimits): ServerOptions {
  const options: ServerOptions = {
    'grpc.max_receive_message_length': limits.maxMessageSize,
    'grpc.max_concurrent_streams': limits.maxConcurrentStreams,
    // In megabytes, as Node's http2 takes it.
    'grpc-node.max_session_memory': limits.maxSessionMemory / 1_000_000,
    // Channelz counts calls and messages for a service that we don't have; without it a call costs a little less.
    'grpc.enable_channelz': 0,
  };
  if (limits.maxConnectionIdle > 0) options['grpc.max_connection_idle_ms'] = limits.maxConnectionIdle;
  if (limits.maxConnectionAge > 0) {
    options['grpc.max_connection_age_ms'] = limits.maxConnectionAge;
    options['grpc.max_connection_age_grace_ms'] = limits.maxConnectionAgeGrace;
  }
  if (limits.keepaliveTime > 0) {
    options['grpc.keepalive_time_ms'] = limits.keepaliveTime;
    options['grpc.keepalive_timeout_ms'] = limits.keepaliveTimeout;
  }
  return options;
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

export function createRpcServer({ services, lastService, log, observers, limits }: RpcServerOptions): RpcServer {
  const methods = new Map(services.flatMap(({ methods }) => methods.map((method) => [method.path, method])));
  let closing = false;
  const shuttingDown = () => new RpcError('SHUTTING_DOWN', 'The server is shutting down.');
  const host: CallHost = {
    log,
    observers,
    calls: new Set(),
    maxUnaryMs: limits.maxCallDuration || Number.POSITIVE_INFINITY,
    admit: (call) => {
      if (closing && call.method.service !== lastService) return shuttingDown();
      return checkMetadata(call.metadata, limits.maxMetadataSize);
    },
  };
  const dispatch: ServerInterceptor = ({ path }, call) => {
    const method = methods.get(path);
    return method ? new DispatchedCall(call, method, host) : new ServerInterceptingCall(call);
  };
  const server = new Server({ ...toChannelOptions(limits), interceptors: [dispatch] });
  for (const method of methods.values()) register(server, method);
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const connections = new Set<Duplex>();

  return {
    serve(connection) {
      connections.add(connection);
      connection.once('close', () => connections.delete(connection));
      injector.injectConnection(connection);
    },
    async close(graceMs) {
      closing = true;
      // A turn of the event loop for those who watch health, to be told before their watch ends.
      await setImmediate();
      for (const call of host.calls) if (call.method.endless) call.fail(shuttingDown());
      let cut = 0;
      const force = setTimeout(() => {
        cut = host.calls.size;
        server.forceShutdown();
        // That alone would wait until the other end has read all and closed as well, which may be never.
        for (const connection of connections) connection.destroy();
      }, graceMs);
      await new Promise((resolve) => server.tryShutdown(resolve));
      clearTimeout(force);
      return cut;
    },
  };
}

function checkMetadata(metadata: Metadata, maxBytes: number): RpcError | undefined {
  let bytes = 0;
  for (const [key, values] of Object.entries(metadata.toJSON())) {
    for (const value of values) bytes += key.length + value.length;
  }
  if (bytes <= maxBytes) return undefined;
  return new RpcError('METADATA_TOO_LARGE', `The metadata has ${bytes} bytes; this server takes ${maxBytes}.`);
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
