import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { openChannelStore } from '../channel/channel-store.js';
import { StoreHub, type StoreHubOptions } from '../channel/store-hub.js';
import type { StorePort } from '../channel/store-port.js';
import type { Store } from '../store.js';
import { OpenedStore } from './opened-store.js';

/** A port of node:worker_threads as one end of a channel, which a test may stop or close. */
export class TestPort implements StorePort {
  readonly #port: MessagePort;
  /** Called before each message is sent. */
  beforeSend: (message: unknown) => void = () => {};
  #isStuck = false;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  send(message: unknown): void {
    this.beforeSend(message);
    this.#port.postMessage(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#port.on('message', (message) => {
      if (!this.#isStuck) listener(message);
    });
  }

  onClose(listener: () => void): void {
    this.#port.on('close', listener);
  }

  close(): void {
    this.#port.close();
  }

  /** Lets no message reach this end any more. */
  getStuck(): void {
    this.#isStuck = true;
  }
}

/** A worker of a hub: its port and its store. */
export interface TestWorker {
  readonly port: TestPort;
  readonly store: OpenedStore;
}

/** A hub, and workers at the other ends of channels: `await using database = await HubDatabase.open(…)`. */
export class HubDatabase implements AsyncDisposable {
  readonly hub: StoreHub;
  readonly #workers: TestWorker[] = [];

  private constructor(hub: StoreHub) {
    this.hub = hub;
  }

  static async open(store: Store, options: StoreHubOptions = {}): Promise<HubDatabase> {
    return new HubDatabase(await StoreHub.open(store, options));
  }

  /** The worker's end of a new channel, whose other end the hub serves. */
  newPort(): TestPort {
    const { port1, port2 } = new MessageChannel();
    this.hub.serve(new TestPort(port1));
    return new TestPort(port2);
  }

  newStore(): Store {
    return openChannelStore(this.newPort());
  }

  async newWorker(): Promise<TestWorker> {
    const port = this.newPort();
    const worker = { port, store: await OpenedStore.open(openChannelStore(port)) };
    this.#workers.push(worker);
    return worker;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { port } of this.#workers) port.close();
    await this.hub.close();
  }
}
