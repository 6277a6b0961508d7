import type { RequestListener } from 'node:http';
import { createServer, type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { ConnectionServer } from '../connection-server.js';
import { type HostLimits, headerListBytes } from '../limits.js';
import { SessionWatch } from '../session-watch.js';
import { keepSession } from './keep-session.js';

/** HTTP/2 on connections from elsewhere, within the limits that those of grpc-js have, too. */
export function createHttp2Server(limits: HostLimits, onRequest: RequestListener): ConnectionServer {
  const sessions = new Map<ServerHttp2Session, Duplex>();
  let closing = false;
  let onClosed: () => void = () => {};
  const watch = new SessionWatch(limits.handshakeTimeout);
  const server = createServer({
    // In megabytes.
    maxSessionMemory: limits.maxSessionMemory / 1_000_000,
    settings: {
      maxConcurrentStreams: limits.maxConcurrentStreams,
      maxHeaderListSize: headerListBytes(limits.maxMetadataSize),
    },
  });
  // The requests and responses of node:http2 are made to be used as those of node:http; their types aren't.
  server.on('request', onRequest as unknown as () => void);
  // By itself, Node throws if the caller has given up already, outside of any call.
  server.on('checkContinue', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    if (!response.stream.destroyed && !response.stream.closed) response.writeContinue();
    server.emit('request', request, response);
  });
  // A session whose connection fails; its streams fail with it.
  server.on('sessionError', () => {});

  return {
    serve(connection) {
      const onSession = (session: ServerHttp2Session) => {
        sessions.set(session, connection);
        watch.add(session, connection);
        keepSession(session, connection, limits);
        session.once('close', () => {
          sessions.delete(session);
          if (closing && sessions.size === 0) onClosed();
        });
      };
      // The session starts, if at all, before `emit` returns.
      server.on('session', onSession);
      server.emit('connection', connection);
      server.off('session', onSession);
    },
    closeDead: () => watch.closeDead(),
    async shutdown() {
      closing = true;
      for (const session of sessions.keys()) session.close();
      await new Promise<void>((resolve) => {
        onClosed = resolve;
        if (sessions.size === 0) resolve();
      });
      watch.close();
    },
    forceShutdown() {
      for (const connection of sessions.values()) connection.destroy();
    },
  };
}
