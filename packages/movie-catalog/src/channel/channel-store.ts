import { deserialize } from 'node:v8';
import { type Decide, type Replica, type Store, StoreError, type Written } from '../store.js';
import { ChannelWrites, HUB_LOST } from './channel-writes.js';
import { HubReplica } from './hub-replica.js';
import { Mailbox } from './mailbox.js';
import { type HubMessage, isHubMessage, type Refusal, type WorkerMessage } from './store-messages.js';
import type { StorePort } from './store-port.js';

/**
 * The store of a worker, for a database that the `StoreHub` at the other end of the port owns. A write of any worker is
 * acknowledged only when all of them have it. Nothing is sent before `open`.
 */
export function openChannelStore(port: StorePort): Store {
  return new ChannelStore(port);
}

/** A call that waits for the hub. */
interface Waiting {
  resolve(): void;
  reject(error: StoreError): void;
}

/** What there is once the store was asked to open. */
interface Opened {
  readonly mailbox: Mailbox<WorkerMessage, HubMessage>;
  readonly replica: HubReplica;
  readonly writes: ChannelWrites;
}

class ChannelStore implements Store {
  readonly #port: StorePort;
  #opened: Opened | undefined;
  #opening: Waiting | undefined;
  readonly #refreshes = new Map<number, Waiting>();
  #nextRefresh = 0;
  /** Whether the hub has said that this worker is served. */
  #isServed = false;
  /** Whether the hub reaches the database. */
  #isHubConnected = false;
  #closing: Promise<void> | undefined;

  constructor(port: StorePort) {
    this.#port = port;
  }

  async open(replica: Replica): Promise<void> {
    if (this.#closing !== undefined) throw notOpen();
    const followed = new HubReplica(replica);
    const writes = new ChannelWrites(followed, (proposal) => mailbox.send({ type: 'propose', proposal }));
    const receive = (messages: readonly HubMessage[]) =>
      this.#receive(messages, { mailbox, replica: followed, writes });
    const mailbox = new Mailbox<WorkerMessage, HubMessage>(this.#port, isHubMessage, receive);
    this.#opened = { mailbox, replica: followed, writes };
    await new Promise<void>((resolve, reject) => {
      this.#opening = { resolve, reject };
      mailbox.send({ type: 'open' });
      mailbox.onClose(() => this.#lose(writes));
    });
  }

  async write<T>(decide: Decide<T>): Promise<Written<T>> {
    return this.#use().writes.add(decide);
  }

  async refresh(): Promise<void> {
    const { mailbox } = this.#use();
    const id = this.#nextRefresh++;
    await new Promise<void>((resolve, reject) => {
      this.#refreshes.set(id, { resolve, reject });
      mailbox.send({ type: 'refresh', id });
    });
  }

  get isConnected(): boolean {
    return this.#isServed && this.#closing === undefined && this.#isHubConnected;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#opened?.writes.idle();
    if (this.#opened === undefined) this.#port.close();
    else this.#opened.mailbox.close();
  }

  #use(): Opened {
    if (this.#opened === undefined || this.#closing !== undefined) throw notOpen();
    if (!this.#isServed) throw lost();
    return this.#opened;
  }

  #receive(messages: readonly HubMessage[], opened: Opened): void {
    const before = opened.replica.revision;
    for (const message of messages) this.#follow(message, opened);
    const { revision } = opened.replica;
    if (revision > before) opened.mailbox.send({ type: 'applied', revision });
  }

  #follow(message: HubMessage, { mailbox, replica, writes }: Opened): void {
    switch (message.type) {
      case 'begin':
        replica.begin(message);
        break;
      case 'past':
        replica.addPast(message.part);
        mailbox.send({ type: 'next' });
        break;
      case 'movies':
        replica.addMovies(message.movies);
        mailbox.send({ type: 'next' });
        break;
      case 'end':
        replica.end();
        mailbox.send({ type: 'loaded', revision: replica.revision });
        break;
      case 'opened':
        this.#isServed = true;
        this.#opening?.resolve();
        break;
      case 'commit':
        replica.apply({ ...message, updates: deserialize(message.updates) });
        break;
      case 'own':
        replica.apply({ ...message, updates: writes.updates(message.index) });
        break;
      case 'arrange':
        replica.arrange(message.ids);
        break;
      case 'decide':
        writes.decide();
        break;
      case 'outcome':
        writes.settle(message.outcomes);
        break;
      case 'refused':
        writes.refuse(toError(message.refusal));
        break;
      case 'refreshed':
        this.#settleRefresh(message.id, message.refusal);
        break;
      case 'state':
        this.#isHubConnected = message.isConnected;
    }
  }

  #settleRefresh(id: number, refusal: Refusal | undefined): void {
    const waiting = this.#refreshes.get(id);
    this.#refreshes.delete(id);
    if (refusal === undefined) waiting?.resolve();
    else waiting?.reject(toError(refusal));
  }

  #lose(writes: ChannelWrites): void {
    this.#isServed = false;
    writes.lose();
    this.#opening?.reject(lost());
    for (const { reject } of this.#refreshes.values()) reject(lost());
    this.#refreshes.clear();
  }
}

function notOpen(): StoreError {
  return new StoreError('WRITE_FAILED', 'The connection to the process that holds the database is not open.');
}

function lost(): StoreError {
  return new StoreError('UNREACHABLE', HUB_LOST);
}

function toError({ reason, message, fault }: Refusal): StoreError {
  return new StoreError(reason, message, { fault });
}
