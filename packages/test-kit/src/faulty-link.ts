import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { EventLog } from './event-log.js';

/** A connection of a client, and the one that continues it. */
interface Pair {
  readonly client: Socket;
  readonly target: Socket;
}

/** When to cut, and whether what matched still arrives. */
interface Trap {
  readonly pattern: RegExp | string;
  readonly what: 'request' | 'answer';
  readonly sprung: () => void;
}

/** A TCP connection that fails when a test wants it to: `await using link = await FaultyLink.to('127.0.0.1', server.port)`. */
export class FaultyLink implements AsyncDisposable {
  /** Where clients connect, on 127.0.0.1. */
  readonly port: number;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #opened = new EventLog<Pair>();
  #isStalled = false;
  #isRefusing = false;
  #trap: Trap | undefined;

  private constructor(server: Server, port: number, host: string, targetPort: number) {
    this.#server = server;
    this.port = port;
    server.on('connection', (client: Socket) => {
      if (this.#isRefusing) client.resetAndDestroy();
      else this.#forward(client, connect({ host, port: targetPort, allowHalfOpen: true }));
    });
  }

  static async to(host: string, port: number): Promise<FaultyLink> {
    const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
    return new FaultyLink(server, address.port, host, port);
  }

  /** One to the server of a database. */
  static toDatabase(url: string): Promise<FaultyLink> {
    const { hostname, port } = new URL(url);
    return FaultyLink.to(hostname, Number(port || 5432));
  }

  /** The URL of a database on that server, by way of this link. */
  through(url: string): string {
    const linked = new URL(url);
    linked.hostname = '127.0.0.1';
    linked.port = `${this.port}`;
    return linked.href;
  }

  /** Waits until there are or have been that many connections. */
  async connected(count = 1): Promise<void> {
    await this.#opened.first(() => this.#opened.events.length >= count);
  }

  /** Forwards nothing any more, in neither direction, and keeps connections open: a half-open link. */
  stall(): void {
    this.#isStalled = true;
    for (const socket of this.#sockets()) socket.pause();
  }

  /** Forwards again, first of all what has come in the meantime. */
  resume(): void {
    this.#isStalled = false;
    for (const socket of this.#sockets()) socket.resume();
  }

  /** Resets all connections. */
  cut(): void {
    for (const socket of this.#sockets()) socket.resetAndDestroy();
  }

  /** Resets new connections; those that are open stay. */
  refuse(): void {
    this.#isRefusing = true;
  }

  /** Takes new connections again. */
  accept(): void {
    this.#isRefusing = false;
  }

  /**
   * Cuts the connection, once, whose client next sends bytes with this in them, such as `COMMIT`. Wait for what it gives.
   *
   * @param what `request` drops these bytes; `answer` forwards them and drops what comes back, so that the server has
   *   done what the client never hears of
   */
  cutAt(pattern: RegExp | string, what: 'request' | 'answer'): Promise<void> {
    return new Promise((sprung) => {
      this.#trap = { pattern, what, sprung };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #forward(client: Socket, target: Socket): void {
    const pair = { client, target };
    this.#pairs.add(pair);
    client.on('data', (bytes: Buffer) => this.#request(pair, bytes));
    target.on('data', (bytes: Buffer) => pass(target, client, bytes, () => this.#isStalled));
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      one.on('end', () => other.end());
      one.on('error', () => {});
      one.on('close', (failed) => {
        if (failed) other.destroy();
        else other.end();
        this.#pairs.delete(pair);
      });
      if (this.#isStalled) one.pause();
    }
    this.#opened.add(pair);
  }

  #request(pair: Pair, bytes: Buffer): void {
    const trap = this.#trap;
    if (trap === undefined || !matches(bytes, trap.pattern)) {
      pass(pair.client, pair.target, bytes, () => this.#isStalled);
      return;
    }
    this.#trap = undefined;
    const cut = () => {
      pair.client.resetAndDestroy();
      pair.target.destroy();
      trap.sprung();
    };
    if (trap.what === 'request') {
      cut();
      return;
    }
    // The first bytes that come back say that it is done.
    pair.target.removeAllListeners('data').once('data', cut);
    pair.target.write(bytes);
  }

  #sockets(): Socket[] {
    return [...this.#pairs].flatMap(({ client, target }) => [client, target]);
  }
}

/** Reads no faster than the other side takes it. */
function pass(from: Socket, to: Socket, bytes: Buffer, isStalled: () => boolean): void {
  if (to.write(bytes)) return;
  from.pause();
  to.once('drain', () => {
    if (!isStalled()) from.resume();
  });
}

function matches(bytes: Buffer, pattern: RegExp | string): boolean {
  return typeof pattern === 'string' ? bytes.includes(pattern) : bytes.toString('latin1').search(pattern) >= 0;
}
