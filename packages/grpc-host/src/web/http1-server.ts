import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ConnectionServer } from '../connection-server.js';
import { type HostLimits, headerListBytes } from '../limits.js';
import { Http1Connection } from './http1-connection.js';
import { toOriginForm } from './origin-form.js';

/** How often the server looks for requests that are late, in milliseconds. */
const CHECK_MS = 1_000;

/** HTTP/1.1 on connections from elsewhere, within the limits that HTTP/2 has, too. */
export function createHttp1Server(limits: HostLimits, onRequest: RequestListener): ConnectionServer {
  const connections = new Map<Duplex, Http1Connection>();
  let onClosed: () => void = () => {};
  const server = createServer(
    {
      headersTimeout: limits.handshakeTimeout,
      connectionsCheckingInterval: Math.min(CHECK_MS, limits.handshakeTimeout),
      // A call has limits of its own.
      requestTimeout: 0,
      keepAliveTimeout: limits.maxConnectionIdle,
      maxHeaderSize: headerListBytes(limits.maxMetadataSize),
    },
    (request: IncomingMessage, response: ServerResponse) => {
      toOriginForm(request);
      const inProgress = connections.get(request.socket)?.begin(request, response) ?? 0;
      if (inProgress <= limits.maxConcurrentStreams) onRequest(request, response);
      else response.writeHead(503, { connection: 'close' }).end('This connection has too many requests in progress.\n');
    },
  );
  // Node begins to look for late requests when a server listens, which this one never does.
  server.emit('listening');

  return {
    serve(connection) {
      connections.set(connection, new Http1Connection(connection, limits));
      connection.once('close', () => {
        connections.delete(connection);
        if (connections.size === 0) onClosed();
      });
      server.emit('connection', connection);
    },
    closeDead() {},
    async shutdown() {
      for (const connection of connections.values()) connection.leave();
      await new Promise<void>((resolve) => {
        onClosed = resolve;
        if (connections.size === 0) resolve();
      });
      server.close();
    },
    forceShutdown() {
      for (const connection of connections.values()) connection.destroy();
    },
  };
}
