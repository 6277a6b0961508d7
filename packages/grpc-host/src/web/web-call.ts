import type { IncomingMessage, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Message } from '@bufbuild/protobuf';
import { ConnectError, type HandlerContext } from '@connectrpc/connect';
import type { Metadata } from '@grpc/grpc-js';
import type { ServerCall } from '../call.js';
import type { CallHeaders } from '../call-headers.js';
import type { Protocol } from '../call-transport.js';
import { REQUEST_ID_KEY } from '../request-id.js';
import { textsOf } from './connect-error.js';
import { HttpTransport } from './http-transport.js';
import type { JsonFormat } from './json-format.js';
import type { ReplyReader } from './reply-reader.js';
import { RequestReader } from './request-reader.js';
import { startAnswer } from './write-answer.js';

const HTTP_OK = 200;

/** How long a stream may keep the event loop at a time, in milliseconds. */
const SLICE_MS = 5;
const NOTHING = new Uint8Array();

/** A message that the library has not taken yet. */
interface Outgoing {
  readonly bytes: Uint8Array;
  readonly onSent: () => void;
}

/**
 * Carries a call between the library that speaks the protocols of the web and `ServerCall`: it has the part of a call of
 * grpc-js that `ServerCall` uses. The library reads the body of the request through `body`, hands the requests that it
 * finds there to `replies`, and sends what comes out of it.
 */
export class WebCall extends HttpTransport {
  readonly #requests: RequestReader;
  readonly #outgoing: Outgoing[] = [];
  #headers: Metadata | undefined;
  #wake: () => void = noop;

  /** @param deadline in milliseconds since 1970; Infinity for none */
  constructor(request: IncomingMessage, response: ServerResponse, protocol: Protocol, deadline: number) {
    super(request, response, protocol, deadline);
    this.#requests = new RequestReader(request);
  }

  override start(call: ServerCall, headers: CallHeaders): void {
    super.start(call, headers);
    // Also for what the library refuses by itself.
    this.response.setHeader(REQUEST_ID_KEY, call.requestId);
  }

  /** The body of the request, as far as the call wants it: an error of the call takes the place of the rest. */
  async *body(): AsyncGenerator<Uint8Array> {
    yield* this.#requests.body(() => this.leave());
    if (this.error) throw this.error;
  }

  /** The answer to the requests that the library has read: messages, until their end or the error of the call. */
  async *replies(
    requests: Iterable<Message> | AsyncIterable<Message>,
    read: ReplyReader,
    context: HandlerContext,
  ): AsyncGenerator<Message> {
    this.#requests.take(requests);
    let sliceEnd = performance.now() + SLICE_MS;
    for (;;) {
      this.#sendHeaders(context);
      const next = this.#outgoing.shift();
      if (next) {
        yield read(next.bytes);
        next.onSent();
        // A quick reader takes messages without a pass of the event loop, and nothing else would run.
        if (performance.now() > sliceEnd) {
          await setImmediate();
          sliceEnd = performance.now() + SLICE_MS;
        }
      } else if (this.hasEnded) {
        if (this.error) throw this.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  /**
   * Sees a request message before the library does.
   *
   * @param json reads it if it is JSON
   * @returns what the library gets in its place, as it would read it without the limits of `Method`, and refuse it with
   *   an error that has no reason
   * @throws ConnectError that the call has ended with
   */
  takeRequest(message: Uint8Array, json: JsonFormat | undefined): Uint8Array {
    try {
      this.#requests.keep(json ? json.toBinary(message) : message);
    } catch (error) {
      this.call?.fail(error);
      if (this.error) throw this.error;
    }
    return json ? json.standIn(message) : NOTHING;
  }

  /** Whether the library has read what it needs to begin. */
  get hasRequests(): boolean {
    return this.#requests.hasMessages;
  }

  startRead(): void {
    void this.#read();
  }

  sendMetadata(metadata: Metadata): void {
    this.#headers = metadata;
    this.#wake();
  }

  sendMessage(bytes: Uint8Array, onSent: () => void): void {
    this.#outgoing.push({ bytes, onSent });
    this.#wake();
  }

  sendMessages(messages: readonly Uint8Array[], onSent: () => void): void {
    const last = messages.length - 1;
    for (const [index, bytes] of messages.entries()) {
      this.#outgoing.push({ bytes, onSent: index === last ? onSent : noop });
    }
    this.#wake();
  }

  protected onEnd(): void {
    this.#wake();
    this.#requests.stop();
  }

  async #read(): Promise<void> {
    let next: IteratorResult<Buffer, unknown>;
    try {
      next = await this.#requests.next();
    } catch (error) {
      if (error instanceof ConnectError) this.refuse(error);
      return;
    }
    if (this.hasLeft) return;
    if (next.done) this.call?.onReceiveHalfClose();
    else this.call?.onReceiveMessage(next.value);
  }

  #sendHeaders({ responseHeader, method }: HandlerContext): void {
    if (!this.#headers) return;
    for (const [key, value] of textsOf(this.#headers)) responseHeader.set(key, value);
    this.#headers = undefined;
    // The library would wait for the first message.
    if (method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming') {
      startAnswer(this.response, HTTP_OK, responseHeader);
    }
  }
}

function noop(): void {}
