import type { StorePort } from './store-port.js';

/**
 * Sends and receives the messages of one type each over a port. What is sent in one turn of the event loop crosses the
 * channel as one message, because each costs a system call or two at both ends.
 */
export class Mailbox<Sent, Received> {
  readonly #port: StorePort;
  #unsent: Sent[] = [];
  #isClosed = false;

  /**
   * @param isReceived tells messages of ours from any others
   * @param receive gets all messages that came together, in order
   */
  constructor(
    port: StorePort,
    isReceived: (message: unknown) => message is Received,
    receive: (messages: readonly Received[]) => void,
  ) {
    this.#port = port;
    port.onMessage((message) => {
      const messages = contentOf(message);
      if (!this.#isClosed && messages?.every(isReceived)) receive(messages);
    });
    port.onClose(() => {
      this.#isClosed = true;
    });
  }

  /** Calls back when no more messages will come, whoever closes the port. */
  onClose(listener: () => void): void {
    this.#port.onClose(listener);
  }

  send(message: Sent): void {
    if (this.#isClosed) return;
    if (this.#unsent.length === 0) setImmediate(() => this.#flush());
    this.#unsent.push(message);
  }

  /** Sends what isn't sent yet, and closes the port. */
  close(): void {
    this.#flush();
    this.#isClosed = true;
    this.#port.close();
  }

  #flush(): void {
    if (this.#isClosed || this.#unsent.length === 0) return;
    this.#port.send({ movieStore: this.#unsent });
    this.#unsent = [];
  }
}

function contentOf(message: unknown): readonly unknown[] | undefined {
  if (typeof message !== 'object' || message === null || !('movieStore' in message)) return undefined;
  return Array.isArray(message.movieStore) ? message.movieStore : undefined;
}
