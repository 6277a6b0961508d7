import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { MovieCatalog } from './catalog/catalog.js';
import { type MetricsEndpoint, serveMetrics } from './metrics-endpoint.js';
import { logCalls } from './rpc/call-log.js';
import { measureCalls } from './rpc/call-metrics.js';
import { traceCalls } from './rpc/call-trace.js';
import { listen } from './rpc/connections.js';
import { createRpcServer, type RpcLimits } from './rpc/rpc-server.js';
import type { TlsFiles } from './rpc/tls.js';
import { DescriptorIndex } from './services/descriptor-index.js';
import { createHealth } from './services/health.js';
import { movieService } from './services/movie.js';
import { type MovieServiceOptions, movieServiceV1 } from './services/movie-v1.js';
import { reflectionServices } from './services/reflection.js';

/** What a movie server needs. */
export interface MovieServerOptions extends MovieServiceOptions {
  readonly catalog: MovieCatalog;
  /** A name or an address; a name is listened to at each of its addresses. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Without, connections are in plain text. */
  readonly tls?: TlsFiles | undefined;
  /** How many connections there may be at a time. */
  readonly maxConnections: number;
  /** How long a new connection may take to begin to speak HTTP/2, in milliseconds. */
  readonly handshakeTimeout: number;
  readonly limits: RpcLimits;
  readonly log: Logger;
  /** The level of the log's line for a call that succeeds. */
  readonly callLogLevel: 'info' | 'debug';
  /** Where to serve metrics, on loopback; undefined: nowhere. */
  readonly metricsPort?: number | undefined;
}

/** A server that is listening. */
export interface MovieServer {
  readonly port: number;
  /** Of the metrics, if they are served. */
  readonly metricsPort: number | undefined;
  /**
   * Ends the server: health is NOT_SERVING, new calls are refused, endless streams are ended, the other calls finish.
   *
   * @param graceMs how long those may take, in milliseconds; then they are cut off
   */
  close(graceMs: number): Promise<void>;
}

/**
 * Starts a movie server.
 *
 * @throws Error with the system's `code` if it can't listen there: EADDRINUSE, EACCES, ENOTFOUND
 * @throws TlsError if the TLS files can't be served
 */
export async function createMovieServer(options: MovieServerOptions): Promise<MovieServer> {
  const { catalog, log, limits } = options;
  const movies = [movieService(catalog), movieServiceV1(catalog, options)];
  const health = createHealth(movies.map(({ name }) => name));
  const listed = [...movies, health.service];
  const reflection = reflectionServices(
    readDescriptors(),
    listed.map(({ name }) => name),
  );
  const registry = new Registry();
  const observers = [logCalls(log, options.callLogLevel), traceCalls()];
  let metrics: MetricsEndpoint | undefined;
  if (options.metricsPort !== undefined) {
    observers.push(measureCalls(registry));
    collectDefaultMetrics({ register: registry });
    metrics = await serveMetrics(registry, options.metricsPort);
  }
  const rpc = createRpcServer({
    services: [...listed, ...reflection],
    lastService: health.service.name,
    log,
    observers,
    limits,
  });
  const { host, port, tls, maxConnections, handshakeTimeout: handshakeMs } = options;
  const listener = await listen({ host, port, tls, maxConnections, handshakeMs, log }, rpc.serve).catch((error) => {
    metrics?.close();
    throw error;
  });

  return {
    port: listener.port,
    metricsPort: metrics?.port,
    async close(graceMs) {
      health.shutDown();
      log.info(`Health is NOT_SERVING; new calls are refused; those under way have ${graceMs / 1000} s.`);
      listener.close();
      const cut = await rpc.close(graceMs);
      if (cut > 0) log.warn({ calls: cut }, `${cut} calls were cut off.`);
      metrics?.close();
    },
  };
}

function readDescriptors(): DescriptorIndex {
  return new DescriptorIndex(readFileSync(fileURLToPath(import.meta.resolve('movie-proto/descriptors.binpb'))));
}
