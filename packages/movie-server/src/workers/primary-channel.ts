import { Socket } from 'node:net';
import type { Listener, MetricValues } from 'grpc-host';
import type { StorePort } from 'movie-catalog/channel';
import { isOurs, type PrimaryMessage, type WorkerMessage, type WorkerStart } from './messages.js';

/** A worker's end of the channel to its primary. */
export class PrimaryChannel {
  /** What the worker is started with. */
  readonly start: Promise<WorkerStart>;
  /** When the worker is to end: how long its calls may take, in milliseconds. */
  readonly shutDown: Promise<number>;
  /** What gives the metrics when the primary asks for them. */
  readMetrics: () => Promise<MetricValues | undefined> = async () => undefined;
  readonly #process: NodeJS.Process;
  #isShuttingDown = false;
  #accept: (connection: Socket) => void = (connection) => connection.destroy();
  #taken = 0;
  readonly #open = new Set<Socket>();

  constructor(process: NodeJS.Process) {
    this.#process = process;
    let onStart: (start: WorkerStart) => void = () => {};
    let onShutDown: (graceMs: number) => void = () => {};
    this.start = new Promise((resolve) => {
      onStart = resolve;
    });
    this.shutDown = new Promise((resolve) => {
      onShutDown = resolve;
    });
    process.on('message', (message: unknown, handle: unknown) => {
      if (!isOurs<PrimaryMessage>(message)) return;
      if (message.kind === 'start') onStart(message.start);
      else if (message.kind === 'connection') this.#take(handle);
      else if (message.kind === 'readMetrics') void this.#sendMetrics();
      else {
        this.#isShuttingDown = true;
        onShutDown(message.graceMs);
      }
    });
  }

  /** Whether the worker is to end. */
  get isShuttingDown(): boolean {
    return this.#isShuttingDown;
  }

  /** The worker's end of the channel for the store. The primary hears that it is closed when the process ends. */
  get storePort(): StorePort {
    const onClose: (() => void)[] = [];
    return {
      send: (message) => this.#process.send?.(message, undefined, {}, () => {}),
      onMessage: (listener) => this.#process.on('message', listener),
      onClose: (listener) => onClose.push(listener),
      close() {
        for (const listener of onClose.splice(0)) listener();
      },
    };
  }

  /** Accepts the connections that the primary hands over, in place of a port. */
  readonly openListener = (accept: (connection: Socket) => void): Listener => {
    this.#accept = accept;
    const close = () => {
      this.#accept = (connection) => connection.destroy();
    };
    return { port: 0, close };
  };

  /** Sends a message, and waits until it is on its way. */
  send(message: WorkerMessage): Promise<void> {
    return new Promise((resolve) => this.#process.send?.(message, undefined, {}, () => resolve()));
  }

  #take(connection: unknown): void {
    this.#taken += 1;
    // It is missing if it was closed on the way.
    if (connection instanceof Socket) {
      this.#open.add(connection);
      connection.once('close', () => {
        this.#open.delete(connection);
        this.#reportConnections();
      });
    }
    // First, so that nothing was read of a connection that the primary gives to another worker when this one ends.
    this.#reportConnections();
    if (connection instanceof Socket) this.#accept(connection);
  }

  #reportConnections(): void {
    void this.send({ kind: 'connections', taken: this.#taken, open: this.#open.size });
  }

  async #sendMetrics(): Promise<void> {
    const values = await this.readMetrics().catch(() => undefined);
    await this.send({ kind: 'metrics', values });
  }
}
