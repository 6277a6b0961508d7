import { createServer, type RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ConnectionServer } from '../connection-server.js';
import { type HostLimits, headerListBytes } from '../limits.js';

/** How often the server looks for requests that are late, in milliseconds. */
const CHECK_MS = 1_000;

/** HTTP/1.1 on connections from elsewhere, within the limits that HTTP/2 has, too. */
export function createHttp1Server(limits: HostLimits, onRequest: RequestListener): ConnectionServer {
  /** The requests in progress on each connection. */
  const connections = new Map<Duplex, number>();
  let closing = false;
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
    (request, response) => {
      const { socket } = request;
      const inProgress = (connections.get(socket) ?? 0) + 1;
      connections.set(socket, inProgress);
      response.once('close', () => {
        const left = (connections.get(socket) ?? 1) - 1;
        if (connections.has(socket)) connections.set(socket, left);
        if (closing && left === 0) socket.end();
      });
      // Requests may follow each other without waiting for their answers.
      if (inProgress > limits.maxConcurrentStreams) {
        response.writeHead(503, { connection: 'close' }).end('This connection has too many requests in progress.\n');
      } else {
        onRequest(request, response);
      }
    },
  );
  // Node begins to look for late requests when a server listens, which this one never does.
  server.emit('listening');

  return {
    serve(connection) {
      connections.set(connection, 0);
      connection.once('close', () => {
        connections.delete(connection);
        if (closing && connections.size === 0) onClosed();
      });
      server.emit('connection', connection);
    },
    closeDead() {},
    async shutdown() {
      closing = true;
      for (const [connection, inProgress] of connections) if (inProgress === 0) connection.end();
      await new Promise<void>((resolve) => {
        onClosed = resolve;
        if (connections.size === 0) resolve();
      });
      server.close();
    },
    forceShutdown() {
      for (const connection of connections.keys()) connection.destroy();
    },
  };
}
