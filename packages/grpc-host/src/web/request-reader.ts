import type { IncomingMessage } from 'node:http';
import type { Message } from '@bufbuild/protobuf';
import { asBuffer } from '../as-buffer.js';

/** Reads the messages of a request with the library: gives it the body, and takes what it makes of that. */
export class RequestReader {
  readonly #request: IncomingMessage;
  /** The bytes of the messages that the library has gone on to. */
  readonly #kept: Buffer[] = [];
  readonly #messages: Promise<AsyncIterator<Buffer>>;
  #setMessages: (messages: AsyncIterator<Buffer>) => void = noop;
  #hasMessages = false;
  #isStopped = false;
  #interrupt: () => void = noop;

  constructor(request: IncomingMessage) {
    this.#request = request;
    this.#messages = new Promise((resolve) => {
      this.#setMessages = resolve;
    });
  }

  /** Whether the library has taken the request, and not refused it. */
  get hasMessages(): boolean {
    return this.#hasMessages;
  }

  /** The body, until `stop`. @param onLost called if the caller leaves before its end */
  async *body(onLost: () => void): AsyncGenerator<Uint8Array> {
    // The connection stays open if this is not read to its end: the answer still has to go over it.
    const source: AsyncIterator<Uint8Array> = this.#request.iterator({ destroyOnReturn: false });
    try {
      while (!this.#isStopped) {
        const { done, value } = await this.#interruptible(source.next(), onLost);
        if (done) return;
        yield value;
      }
    } finally {
      void source.return?.().then(() => this.#request.resume(), noop);
    }
  }

  /** Takes the bytes of a message in place of what the library will make of it. */
  keep(message: Uint8Array): void {
    this.#kept.push(asBuffer(message));
  }

  /** Takes the messages that the library makes of the body: it decides when each is there, and when there are no more. */
  take(messages: Iterable<Message> | AsyncIterable<Message>): void {
    this.#hasMessages = true;
    this.#setMessages(this.#bytesOf(messages));
  }

  /** The bytes of the next message, once the library has read it. @throws ConnectError if it refuses it */
  async next(): Promise<IteratorResult<Buffer, unknown>> {
    const messages = await this.#messages;
    return await messages.next();
  }

  /** Ends the body where it is. */
  stop(): void {
    this.#isStopped = true;
    this.#interrupt();
  }

  async *#bytesOf(messages: Iterable<Message> | AsyncIterable<Message>): AsyncGenerator<Buffer> {
    for await (const _ of messages) yield* this.#kept.splice(0, 1);
  }

  #interruptible(next: Promise<IteratorResult<Uint8Array>>, onLost: () => void): Promise<IteratorResult<Uint8Array>> {
    return new Promise((resolve, reject) => {
      this.#interrupt = () => resolve({ done: true, value: undefined });
      next.then(resolve, (error) => {
        onLost();
        reject(error);
      });
    });
  }
}

function noop(): void {}
