import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { CallObserver } from '../call-observer.js';
import { messageOf } from '../message-of.js';
import { measureCalls } from './call-metrics.js';

/** Where Prometheus reads the metrics, until closed. */
export interface MetricsEndpoint {
  readonly port: number;
  /** Counts the calls that it sees. */
  readonly observer: CallObserver;
  close(): void;
}

/**
 * Serves the metrics of calls and of the process over HTTP at `/metrics`, to this machine only: they show who calls
 * what, and need no login.
 *
 * @param port 0 takes a free one
 * @param prefix what the names of the calls' metrics begin with; undefined takes that of go-grpc-prometheus
 * @throws Error with the system's `code` if the port can't be listened on
 */
export async function serveMetrics(port: number, prefix?: string): Promise<MetricsEndpoint> {
  const registry = new Registry();
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end('The metrics are at /metrics.\n');
      return;
    }
    try {
      const metrics = await registry.metrics();
      response.setHeader('content-type', registry.contentType).end(metrics);
    } catch (error) {
      response.writeHead(500).end(`The metrics can't be collected: ${messageOf(error)}.\n`);
    }
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  collectDefaultMetrics({ register: registry });
  // A server on a TCP port has an address of this kind.
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    observer: measureCalls(registry, prefix),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
