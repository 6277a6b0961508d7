import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

/** Where Prometheus reads the metrics, until closed. */
export interface MetricsEndpoint {
  readonly port: number;
  close(): void;
}

/**
 * Serves metrics over HTTP at `/metrics`, to this machine only: they tell who calls what, and have no login.
 *
 * @param port 0 takes a free one
 * @throws Error with the system's `code` if the port can't be listened on
 */
export async function serveMetrics(registry: Registry, port: number): Promise<MetricsEndpoint> {
  const server = createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics') {
      response.writeHead(404).end('The metrics are at /metrics.\n');
      return;
    }
    response.setHeader('content-type', registry.contentType);
    response.end(await registry.metrics());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  // A server on a TCP port has an address of this kind.
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
