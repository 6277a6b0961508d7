import type { Http2Server, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import {
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  type ServerOptions,
  status,
} from '@grpc/grpc-js';
import { type CallHost, ServerCall } from './call.js';
import type { ConnectionServer } from './connection-server.js';
import { type HostLimits, headerListBytes } from './limits.js';
import type { Method } from './service.js';
import { SessionWatch } from './session-watch.js';
import { interceptUnknownMethods, shownPath, UNKNOWN_METHOD } from './unknown-method.js';

/** A server of grpc-js that hands the calls of these methods to `ServerCall`. */
export function createGrpcServer(methods: readonly Method[], limits: HostLimits, host: CallHost): ConnectionServer {
  let stream: ServerHttp2Stream | undefined;
  const server = dispatchingServer(
    methods,
    limits,
    (method, path, transport) => new ServerCall(method, path, transport, host, stream),
  );
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const http2 = http2ServerOf(server);
  announceMetadataSize(http2, limits.maxMetadataSize);
  // Before grpc-js begins the call of the stream, which it doesn't hand on.
  http2.prependListener('stream', (opened) => {
    stream = opened;
  });
  const watch = new SessionWatch(limits.handshakeTimeout);
  return serverOf(server, watch, (connection) => {
    // The session starts, if at all, before the injector returns.
    const onSession = (session: ServerHttp2Session) => watch.add(session, connection);
    http2.on('session', onSession);
    injector.injectConnection(connection);
    http2.off('session', onSession);
  });
}

function serverOf(server: Server, watch: SessionWatch, inject: (connection: Duplex) => void): ConnectionServer {
  const connections = new Set<Duplex>();
  return {
    serve(connection) {
      connections.add(connection);
      connection.once('close', () => connections.delete(connection));
      inject(connection);
    },
    closeDead: () => watch.closeDead(),
    async shutdown() {
      await new Promise((resolve) => server.tryShutdown(resolve));
      watch.close();
    },
    forceShutdown() {
      server.forceShutdown();
      // grpc-js alone would wait until the other end has read everything and closed as well, which may be never.
      for (const connection of connections) connection.destroy();
    },
  };
}

/** Clients that respect it refuse a call with more by themselves, instead of losing the connection. */
function announceMetadataSize(http2: Http2Server, maxMetadataSize: number): void {
  http2.updateSettings({
    maxHeaderListSize: headerListBytes(maxMetadataSize),
  });
}

/** The HTTP/2 server of the injector. grpc-js 1.14 has no other way to its sessions; package.json pins it to ~1.14. */
function http2ServerOf(server: Server): Http2Server {
  const servers: ReadonlyMap<Http2Server, unknown> = server['http2Servers'];
  for (const http2 of servers.keys()) return http2;
  throw new Error('grpc-js has made no HTTP/2 server for its injector.');
}

type BeginCall = (method: Method, path: string, transport: ServerInterceptingCallInterface) => ServerCall;

function dispatchingServer(methods: readonly Method[], limits: HostLimits, begin: BeginCall): Server {
  const byPath = new Map(methods.map((method) => [method.path, method]));
  const dispatch: ServerInterceptor = ({ path }, call) => {
    const method = byPath.get(path);
    return new DispatchedCall(call, method ? begin(method, path, call) : begin(UNKNOWN_METHOD, shownPath(path), call));
  };
  const server = new Server({ ...serverOptions(limits), interceptors: [dispatch] });
  for (const method of methods) register(server, method);
  interceptUnknownMethods(server);
  return server;
}

/** Hands a call to us before grpc-js wraps it in streams and callbacks: `ServerCall` needs neither. */
class DispatchedCall extends ServerInterceptingCall {
  readonly #transport: ServerInterceptingCallInterface;
  readonly #call: ServerCall;

  constructor(transport: ServerInterceptingCallInterface, call: ServerCall) {
    super(transport);
    this.#transport = transport;
    this.#call = call;
  }

  override start(): void {
    const transport = this.#transport;
    const send = transport.sendStatus.bind(transport);
    // grpc-js ends calls by itself, too: at the deadline, or for a message that is too large. It tells us only that they
    // are over, not how.
    transport.sendStatus = (answer) => {
      this.#call.onSendStatus(answer.code ?? status.UNKNOWN);
      send(answer);
    };
    transport.start(this.#call);
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
