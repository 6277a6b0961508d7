import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A server that accepts connections and never says a word. */
export class MuteServer implements Disposable {
  readonly port: number;
  /** Where a client finds it. */
  readonly address: string;
  /** Its connections until now. */
  readonly connections: readonly Socket[];
  readonly #server: Server;

  private constructor(server: Server, port: number, connections: readonly Socket[]) {
    this.#server = server;
    this.port = port;
    this.address = `127.0.0.1:${port}`;
    this.connections = connections;
  }

  /** @param port where to listen; 0 for any that is free */
  static async start(port = 0): Promise<MuteServer> {
    const connections: Socket[] = [];
    const server = createServer((socket) => connections.push(socket.on('error', () => {})));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
    return new MuteServer(server, address.port, connections);
  }

  /** Waits until there has been a connection. */
  async connected(): Promise<void> {
    if (this.connections.length === 0) await once(this.#server, 'connection');
  }

  /** Frees the port, and keeps the connections open. */
  stopListening(): void {
    this.#server.close();
  }

  [Symbol.dispose](): void {
    this.stopListening();
    for (const connection of this.connections) connection.destroy();
  }
}
