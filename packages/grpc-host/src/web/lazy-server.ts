import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { ConnectionServer } from '../connection-server.js';
import { messageOf } from '../message-of.js';

/** Loads a server when its first connection comes: most hosts never see one, and loading takes a while. */
export function lazyServer(load: () => Promise<ConnectionServer>, log: Logger): ConnectionServer {
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
