import type { Duplex } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { Metadata } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { CallHost } from './call.js';
import type { CallObserver, Guard } from './call-observer.js';
import { DurationLimit } from './duration-limit.js';
import { createGrpcServer } from './grpc-server.js';
import { hostError } from './host-errors.js';
import type { HostLimits } from './limits.js';
import { LinkedList } from './linked-list.js';
import type { TrustedProxies } from './listener/trusted-proxies.js';
import type { RpcError } from './rpc-error.js';
import type { Method, Service } from './service.js';
import { UNKNOWN_METHOD } from './unknown-method.js';
import { lazyWeb } from './web/lazy-web.js';
import type { WebServer } from './web/web-server.js';

/** Dispatches the calls of accepted connections to the methods of services. */
export interface Dispatcher {
  /** Serves gRPC on a connection whose HTTP/2 preface has not been read yet. */
  serve(connection: Duplex): void;
  /** Serves HTTP of other programs than those of gRPC, if the host has a web. */
  readonly web: { readonly [Name in keyof WebServer]: Pick<WebServer[Name], 'serve'> } | undefined;
  /** Closes the connections that HTTP/2 has given up. */
  closeDead(): void;
  /**
   * Refuses new calls, ends the long-lived ones, lets the others finish, and closes every connection.
   *
   * @param graceMs after this many milliseconds the calls that are left are cut off
   * @returns how many calls were cut off
   */
  close(graceMs: number): Promise<number>;
}

export interface DispatcherOptions {
  /** Services whose calls the guard decides on. */
  readonly guarded: readonly Service[];
  /** Services that are open to all. */
  readonly open: readonly Service[];
  readonly guard: Guard | undefined;
  /** The name of the service that still answers during a shutdown, so that health checks see NOT_SERVING. */
  readonly servedDuringShutdown: string;
  readonly log: Logger;
  readonly observers: readonly CallObserver[];
  readonly proxies: TrustedProxies | undefined;
  readonly limits: HostLimits;
  /** Makes what serves the web; undefined for none. */
  readonly openWeb: ((methods: readonly Method[], calls: CallHost) => Promise<WebServer>) | undefined;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  let closing = false;
  const host: CallHost = {
    log: options.log,
    observers: options.observers,
    proxies: options.proxies,
    calls: new LinkedList(),
    unaryDuration: new DurationLimit(options.limits.maxCallDuration),
    admit: admission(options, () => closing),
  };
  const methods = [...options.guarded, ...options.open].flatMap((service) => service.methods);
  const grpc = createGrpcServer(methods, options.limits, host);
  const { openWeb } = options;
  const web = openWeb && lazyWeb(() => openWeb(methods, host), options.log);
  const servers = web ? [grpc, web.http1, web.http2] : [grpc];

  return {
    serve: grpc.serve,
    web,
    closeDead() {
      for (const server of servers) server.closeDead();
    },
    async close(graceMs) {
      closing = true;
      // One pass of the event loop, in which those who watch health get NOT_SERVING before their watch ends.
      await setImmediate();
      for (const call of host.calls) if (call.method.longLived) call.fail(shuttingDown());
      let cut = 0;
      const force = setTimeout(() => {
        cut = host.calls.size;
        for (const server of servers) server.forceShutdown();
      }, graceMs);
      await Promise.all(servers.map((server) => server.shutdown()));
      clearTimeout(force);
      return cut;
    },
  };
}

/** Makes the function that throws the error of a call that is not admitted. */
function admission(options: DispatcherOptions, isClosing: () => boolean): CallHost['admit'] {
  const { guarded, guard, servedDuringShutdown, limits } = options;
  const guardedMethods = new Set(guarded.flatMap(({ methods }) => methods));
  return (call) => {
    if (isClosing() && call.method.service !== servedDuringShutdown) throw shuttingDown();
    if (call.method === UNKNOWN_METHOD) throw hostError('UNKNOWN_METHOD', `This server has no method ${call.path}.`);
    if (call.headers.maxBytes > limits.maxMetadataSize) checkMetadata(call.metadata, limits.maxMetadataSize);
    if (guardedMethods.has(call.method)) guard?.(call);
  };
}

function shuttingDown(): RpcError {
  return hostError('SHUTTING_DOWN', 'The server is shutting down.');
}

function checkMetadata(metadata: Metadata, maxBytes: number): void {
  let bytes = 0;
  for (const [key, values] of Object.entries(metadata.toJSON())) {
    for (const value of values) bytes += key.length + value.length;
  }
  if (bytes <= maxBytes) return;
  throw hostError('METADATA_TOO_LARGE', `The metadata has ${bytes} bytes; this server takes ${maxBytes}.`);
}
