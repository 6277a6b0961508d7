import type { Http2Server, Http2Session, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
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
import { type ConnectionInfo, connectionInfoOf } from './call-transport.js';
import type { ConnectionServer } from './connection-server.js';
import { GrpcTransport } from './grpc-transport.js';
import { type HostLimits, headerListBytes } from './limits.js';
import type { Method } from './service.js';
import { SessionWatch } from './session-watch.js';
import { shownPath, UNKNOWN_METHOD } from './unknown-method.js';

/**
 * A server of grpc-js that hands the calls of these methods to `ServerCall`. grpc-js has the connections, and carries the
 * calls with compressed requests; `GrpcTransport` carries the others.
 */
export function createGrpcServer(methods: readonly Method[], limits: HostLimits, host: CallHost): ConnectionServer {
  let dispatched: ServerHttp2Stream | undefined;
  const server = dispatchingServer(methods, limits, (method, transport) => {
    return new ServerCall(method, method.path, transport, host, dispatched);
  });
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const http2 = http2ServerOf(server);
  announceMetadataSize(http2, limits.maxMetadataSize);
  const connections = new WeakMap<Http2Session, ConnectionInfo>();
  const methodOf = plainMethods(methods);
  takeStreams(http2, (stream, headers) => {
    const method = methodOf(headers);
    if (!method) {
      // grpc-js begins the call at once, and doesn't hand on its stream.
      dispatched = stream;
      return false;
    }
    // It counts the streams of each connection, to close those that are idle.
    server['onStreamOpened'](stream);
    const connection = (stream.session && connections.get(stream.session)) ?? {};
    const transport = new GrpcTransport(stream, headers['grpc-timeout'], connection, limits.maxMessageSize);
    const path = method === UNKNOWN_METHOD ? shownPath(String(headers[':path'])) : method.path;
    transport.begin(new ServerCall(method, path, transport, host, stream), headers);
    return true;
  });
  const watch = new SessionWatch(limits.handshakeTimeout);
  return serverOf(server, watch, (connection) => {
    // The session starts, if at all, before the injector returns.
    const onSession = (session: ServerHttp2Session) => {
      watch.add(session, connection);
      connections.set(session, connectionInfoOf(session.socket));
    };
    http2.on('session', onSession);
    injector.injectConnection(connection);
    http2.off('session', onSession);
  });
}

type TakeStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => boolean;

/** Offers each stream to `take` first; grpc-js gets those that it doesn't take. */
function takeStreams(http2: Http2Server, take: TakeStream): void {
  const others = http2.listeners('stream');
  http2.removeAllListeners('stream');
  http2.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, ...rest: unknown[]) => {
    if (take(stream, headers)) return;
    for (const other of others) Reflect.apply(other, http2, [stream, headers, ...rest]);
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
      // grpc-js doesn't wait for sessions that are closing: since Node 24, all are once their server closes.
      const closed = watch.closed();
      await Promise.all([closed, new Promise((resolve) => server.tryShutdown(resolve))]);
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

/**
 * Tells which calls `GrpcTransport` carries: those of these methods whose requests aren't compressed, and those of methods
 * that there aren't, which grpc-js would answer where no log and no metric sees them. What isn't gRPC, grpc-js refuses.
 *
 * @returns the method of such a call, by its headers
 */
function plainMethods(methods: readonly Method[]): (headers: IncomingHttpHeaders) => Method | undefined {
  const byPath = new Map(methods.map((method) => [method.path, method]));
  return (headers) => {
    if (!headers['content-type']?.startsWith('application/grpc')) return undefined;
    const method = byPath.get(headers[':path'] ?? '');
    if (!method) return UNKNOWN_METHOD;
    const { 'grpc-encoding': encoding = 'identity' } = headers;
    return encoding === 'identity' ? method : undefined;
  };
}

type BeginCall = (method: Method, transport: ServerInterceptingCallInterface) => ServerCall;

function dispatchingServer(methods: readonly Method[], limits: HostLimits, begin: BeginCall): Server {
  const byPath = new Map(methods.map((method) => [method.path, method]));
  const dispatch: ServerInterceptor = ({ path }, call) => {
    return new DispatchedCall(call, begin(byPath.get(path) ?? UNKNOWN_METHOD, call));
  };
  const server = new Server({ ...serverOptions(limits), interceptors: [dispatch] });
  for (const method of methods) register(server, method);
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
