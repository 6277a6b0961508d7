import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { ConnectionServer } from '../connection-server.js';
import { messageOf } from '../message-of.js';
import type { WebServer } from './web-server.js';

/** Loads the web when its first connection comes: most hosts never see one, and loading takes a while. */
export function lazyWeb(load: () => Promise<WebServer>, log: Logger): WebServer {
  let loading: Promise<WebServer> | undefined;
  const part = (name: keyof WebServer) => {
    return lazyServer(async () => {
      loading ??= load();
      return (await loading)[name];
    }, log);
  };
  return { http1: part('http1'), http2: part('http2') };
}

function lazyServer(load: () => Promise<ConnectionServer>, log: Logger): ConnectionServer {
  let loading: Promise<ConnectionServer> | undefined;
  let loaded: ConnectionServer | undefined;
  const serveOnceLoaded = async (connection: Duplex) => {
    try {
      loading ??= load();
      loaded = await loading;
      loaded.serve(connection);
    } catch (error) {
      log.error({ err: error }, `HTTP can't be served: ${messageOf(error)}`);
      connection.destroy();
    }
  };
  return {
    serve(connection) {
      if (loaded) loaded.serve(connection);
      else void serveOnceLoaded(connection);
    },
    closeDead: () => loaded?.closeDead(),
    async shutdown() {
      await loading?.then(
        (server) => server.shutdown(),
        () => {},
      );
    },
    forceShutdown: () => loaded?.forceShutdown(),
  };
}
