import {
  Server,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  type ServerOptions,
} from '@grpc/grpc-js';
import { type CallHost, ServerCall } from './call.js';
import type { HostLimits } from './limits.js';
import type { Method } from './service.js';

/** A server of grpc-js that hands the calls of these methods to `ServerCall`. */
export function createGrpcServer(methods: readonly Method[], limits: HostLimits, host: CallHost): Server {
  const byPath = new Map(methods.map((method) => [method.path, method]));
  const dispatch: ServerInterceptor = ({ path }, call) => {
    const method = byPath.get(path);
    return method ? new DispatchedCall(call, method, host) : new ServerInterceptingCall(call);
  };
  const server = new Server({ ...serverOptions(limits), interceptors: [dispatch] });
  for (const method of methods) register(server, method);
  return server;
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

/** Makes the path known to grpc-js. The bytes pass unchanged; `ServerCall` decodes and encodes. */
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

function serverOptions(limits: HostLimits): ServerOptions {
  const options: ServerOptions = {
    'grpc.max_receive_message_length': limits.maxMessageSize,
    'grpc.max_concurrent_streams': limits.maxConcurrentStreams,
    // In megabytes, as Node's http2 takes it.
    'grpc-node.max_session_memory': limits.maxSessionMemory / 1_000_000,
    // Channelz counts calls and messages for a service that we don't serve; a call costs a little less without it.
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
