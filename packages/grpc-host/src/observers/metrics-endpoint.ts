import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { isLoopback, withoutBrackets } from '../listener/address.js';
import { messageOf } from '../message-of.js';

/** Where Prometheus reads the metrics, until closed. */
export interface MetricsEndpoint {
  readonly port: number;
  /** Stops listening, and closes the connections that are open. */
  close(): void;
}

/**
 * Serves metrics over HTTP at `/metrics`, to this machine only: they show who calls what, and need no login.
 *
 * @param port 0 takes a free one
 * @param collect gives the metrics for a scrape
 * @throws Error with the system's `code` if the port can't be listened on
 */
export async function serveMetrics(
  port: number,
  collect: () => Registry | Promise<Registry>,
): Promise<MetricsEndpoint> {
  const server = createServer((request, response) => {
    if (isRefused(request, response)) return;
    void answer(collect, response);
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

async function answer(collect: () => Registry | Promise<Registry>, response: ServerResponse): Promise<void> {
  try {
    const registry = await collect();
    const metrics = await registry.metrics();
    response.setHeader('content-type', registry.contentType).end(metrics);
  } catch (error) {
    response.writeHead(500).end(`The metrics can't be collected: ${messageOf(error)}.\n`);
  }
}
