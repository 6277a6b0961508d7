import { nextTick } from 'node:process';
import type { ServerInterceptingCallInterface } from '@grpc/grpc-js';
import { frameMessages } from './framed-messages.js';

/** So many bytes of messages are sent with one write. Larger writes gain nothing. */
const WRITE_BYTES = 32 * 1024;

/**
 * Bytes handed to HTTP/2 but not yet taken by it, above which the handler's next message waits. Every caller that
 * doesn't read holds about this much memory.
 */
const MAX_UNSENT_BYTES = 64 * 1024;

/**
 * Sends the messages of a stream, those that are there together with one write. grpc-js acknowledges a message only
 * once it is written, so that each would cost a write and a turn of the event loop.
 */
export class ReplyWriter {
  readonly #transport: ServerInterceptingCallInterface;
  #messages: Uint8Array[] = [];
  #messageBytes = 0;
  #isFlushDue = false;
  #unsentBytes = 0;
  #drained: (() => void) | undefined;
  #cancelled = false;

  constructor(transport: ServerInterceptingCallInterface) {
    this.#transport = transport;
  }

  /** Takes one encoded message; it is sent at the end of this turn of the event loop at the latest. */
  write(message: Uint8Array): void {
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

  /** Sends what was taken. */
  flush(): void {
    if (this.#messages.length === 0 || this.#cancelled) return;
    const frames = frameMessages(this.#messages);
    const { byteLength } = frames;
    this.#messages = [];
    this.#messageBytes = 0;
    this.#unsentBytes += byteLength;
    this.#transport.sendMessage(frames, () => {
      this.#unsentBytes -= byteLength;
      if (!this.isFull) this.#drained?.();
    });
  }

  /** Whether the next message should wait for `drain`. */
  get isFull(): boolean {
    return this.#unsentBytes >= MAX_UNSENT_BYTES;
  }

  /** Resolves when there is room again, or nobody to send to. */
  async drain(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#drained = resolve;
    });
    this.#drained = undefined;
  }

  /** Nobody waits for messages any more. grpc-js then never says that they were written. */
  cancel(): void {
    this.#cancelled = true;
    this.#drained?.();
  }
}
