import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import type { CallObserver } from '../call-observer.js';
import { isLoopback, withoutBrackets } from '../listener/address.js';
import { messageOf } from '../message-of.js';
import { measureCalls } from './call-metrics.js';
import { measureProcess } from './process-metrics.js';
import { measureProgram, type ProgramMetric } from './program-metrics.js';

/** Where Prometheus reads the metrics, until closed. */
export interface MetricsEndpoint {
  readonly port: number;
  /** Counts the calls that it sees. */
  readonly observer: CallObserver;
  close(): void;
}

/** What to serve, and where. */
export interface MetricsOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** What the names of the server's own metrics begin with. Default: that of go-grpc-prometheus. */
  readonly prefix?: string | undefined;
  /** What else to serve. Default: nothing. */
  readonly programMetrics?: readonly ProgramMetric[] | undefined;
}

/** What go-grpc-prometheus begins its names with. */
const METRICS_PREFIX = 'grpc_server';

/**
 * Serves the metrics of calls and of the process over HTTP at `/metrics`, to this machine only: they show who calls
 * what, and need no login.
 *
 * @throws Error with the system's `code` if the port can't be listened on
 */
export async function serveMetrics(options: MetricsOptions): Promise<MetricsEndpoint> {
  const { port, prefix = METRICS_PREFIX, programMetrics = [] } = options;
  const registry = new Registry();
  const server = createServer((request, response) => {
    if (isRefused(request, response)) return;
    void answer(registry, response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stopMeasuring = measureProcess(registry);
  measureProgram(registry, programMetrics);
  // A server on a TCP port has an address of this kind.
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    observer: measureCalls(registry, prefix),
    close() {
      stopMeasuring();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Answers a request that isn't for the metrics. */
function isRefused({ method, url = '', headers }: IncomingMessage, response: ServerResponse): boolean {
  if (!isThisMachine(headers.host)) {
    response.writeHead(403).end('The metrics are for this machine: ask for them at localhost.\n');
  } else if (url.split('?', 1)[0] !== '/metrics') {
    response.writeHead(404).end('The metrics are at /metrics.\n');
  } else if (method !== 'GET' && method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end('The metrics can only be read.\n');
  } else {
    return false;
  }
  return true;
}

/**
 * Whether a request names this machine. The page of a stranger whose name was pointed at 127.0.0.1 (DNS rebinding)
 * names the stranger's. Only programs leave the name out, as HTTP/1.0 lets them.
 */
function isThisMachine(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = host.replace(/\.?(:\d*)?$/, '').toLowerCase();
  return name === 'localhost' || isLoopback(withoutBrackets(name));
}

async function answer(registry: Registry, response: ServerResponse): Promise<void> {
  try {
    const metrics = await registry.metrics();
    response.setHeader('content-type', registry.contentType).end(metrics);
  } catch (error) {
    response.writeHead(500).end(`The metrics can't be collected: ${messageOf(error)}.\n`);
  }
}
