import { nextTick } from 'node:process';
import type { CallTransport } from './call-transport.js';
import { HEAD_BYTES } from './grpc-frames.js';
import { encodeReply, type Method } from './service.js';

/** This many bytes of messages are sent with one write. Larger writes gain nothing. */
const WRITE_BYTES = 32 * 1024;

/**
 * Bytes handed to HTTP/2 but not yet taken by it, above which the handler's next message waits. Every caller that
 * doesn't read costs about this much memory.
 */
const MAX_UNSENT_BYTES = 64 * 1024;

/**
 * Sends the messages of a stream, those that are ready together with one write: a message is acknowledged only when it is
 * written, so each would cost a write and a pass of the event loop.
 */
export class ReplyWriter {
  readonly #transport: CallTransport;
  readonly #method: Method;
  #messages: Uint8Array[] = [];
  #messageBytes = 0;
  #isFlushDue = false;
  #unsentBytes = 0;
  #drained: (() => void) | undefined;
  #cancelled = false;
  #written = 0;

  constructor(transport: CallTransport, method: Method) {
    this.#transport = transport;
    this.#method = method;
  }

  /** How many messages were taken. */
  get written(): number {
    return this.#written;
  }

  /**
   * Takes all replies, and waits while the caller doesn't read. After `cancel` it takes no more, so that the `finally`
   * of a generator runs.
   */
  async writeAll(replies: Iterable<unknown> | AsyncIterable<unknown>): Promise<void> {
    if (Symbol.iterator in replies) {
      // `for await` would cost a microtask for each message.
      for (const reply of replies) {
        this.#write(reply);
        if (this.#isFull) await this.#drain();
        if (this.#cancelled) return;
      }
    } else {
      for await (const reply of replies) {
        this.#write(reply);
        if (this.#isFull) await this.#drain();
        if (this.#cancelled) return;
      }
    }
  }

  /** Sends what was taken. */
  flush(): void {
    if (this.#messages.length === 0 || this.#cancelled) return;
    const messages = this.#messages;
    const bytes = this.#messageBytes + messages.length * HEAD_BYTES;
    this.#messages = [];
    this.#messageBytes = 0;
    this.#unsentBytes += bytes;
    const onSent = () => {
      this.#unsentBytes -= bytes;
      if (!this.#isFull) this.#drained?.();
    };
    if (this.#transport.sendMessages) this.#transport.sendMessages(messages, onSent);
    else this.#sendEach(messages, onSent);
  }

  #sendEach(messages: readonly Uint8Array[], onSent: () => void): void {
    const last = messages.length - 1;
    for (const [index, { buffer, byteOffset, byteLength }] of messages.entries()) {
      this.#transport.sendMessage(Buffer.from(buffer, byteOffset, byteLength), index === last ? onSent : noop);
    }
  }

  /** Drops what isn't sent; the caller is gone. */
  cancel(): void {
    this.#cancelled = true;
    this.#drained?.();
  }

  /** Takes one reply; it is sent at the end of this pass of the event loop at the latest. */
  #write(reply: unknown): void {
    if (this.#cancelled) return;
    const message = encodeReply(this.#method, reply);
    this.#written += 1;
    this.#messages.push(message);
    this.#messageBytes += message.byteLength;
    if (this.#messageBytes >= WRITE_BYTES) {
      this.flush();
    } else if (!this.#isFlushDue) {
      this.#isFlushDue = true;
      nextTick(() => {
        this.#isFlushDue = false;
        this.flush();
      });
    }
  }

  // Never full once cancelled: what a call has sent that is over is not acknowledged, so a wait would not end.
  get #isFull(): boolean {
    return this.#unsentBytes >= MAX_UNSENT_BYTES && !this.#cancelled;
  }

  /** Waits until there is room again, or the caller is gone. */
  async #drain(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
    this.#drained = undefined;
  }
}

function noop(): void {}
