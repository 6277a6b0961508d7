import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants } from 'node:http2';
import { setImmediate } from 'node:timers/promises';
import type { Message } from '@bufbuild/protobuf';
import { ConnectError, type HandlerContext } from '@connectrpc/connect';
import { type Metadata, status } from '@grpc/grpc-js';
import type { ServerCall } from '../call.js';
import type { CallStream, CallTransport, Protocol } from '../call-transport.js';
import { REQUEST_ID_KEY } from '../request-id.js';
import { carrierOf, http2StreamOf } from './carrier.js';
import { type CallEnd, textsOf, toConnectError } from './connect-error.js';
import type { JsonRequests } from './json-requests.js';
import type { ReplyReader } from './reply-reader.js';
import { RequestReader } from './request-reader.js';
import { startAnswer } from './write-answer.js';

/** The longest that a timer of Node takes: 24 days. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

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
export class WebCall implements CallTransport, CallStream {
  readonly protocol: Protocol;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #deadline: number;
  readonly #from: ReturnType<CallTransport['getConnectionInfo']>;
  readonly #requests: RequestReader;
  readonly #outgoing: Outgoing[] = [];
  #call: ServerCall | undefined;
  #headers: Metadata | undefined;
  /** How the call has ended; an empty one is a success. */
  #end: { readonly error?: ConnectError } | undefined;
  #hasLeft = false;
  #wake: () => void = noop;

  /** @param deadline in milliseconds since 1970; Infinity for none */
  constructor(request: IncomingMessage, response: ServerResponse, protocol: Protocol, deadline: number) {
    const { remoteAddress, remotePort = 0 } = request.socket;
    // As the connection is gone when the log asks.
    this.#from = remoteAddress === undefined ? {} : { remoteAddress, remotePort };
    this.#request = request;
    this.#response = response;
    this.protocol = protocol;
    this.#deadline = deadline;
    this.#requests = new RequestReader(request);
  }

  /** Begins the call. It ends at the latest when the response is closed. */
  start(call: ServerCall, metadata: Metadata): void {
    this.#call = call;
    const left = this.#deadline - Date.now();
    const timer = left <= MAX_TIMEOUT_MS ? setTimeout(() => this.#passDeadline(), left) : undefined;
    this.#response.once('close', () => {
      clearTimeout(timer);
      this.#leave();
    });
    call.onReceiveMetadata(metadata);
    // Also for what the library refuses by itself.
    this.#response.setHeader(REQUEST_ID_KEY, call.requestId);
  }

  /** The body of the request, as far as the call wants it: an error of the call takes the place of the rest. */
  async *body(): AsyncGenerator<Uint8Array> {
    yield* this.#requests.body(() => this.#leave());
    if (this.#end?.error) throw this.#end.error;
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
      } else if (this.#end) {
        if (this.#end.error) throw this.#end.error;
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
  takeRequest(message: Uint8Array, json: JsonRequests | undefined): Uint8Array {
    try {
      this.#requests.keep(json ? json.toBinary(message) : message);
    } catch (error) {
      this.#call?.fail(error);
      if (this.#end?.error) throw this.#end.error;
    }
    return json ? json.standIn(message) : NOTHING;
  }

  /** What the call has failed with. */
  get error(): ConnectError | undefined {
    return this.#end?.error;
  }

  /** Whether the library has read what it needs to begin. */
  get hasRequests(): boolean {
    return this.#requests.hasMessages;
  }

  /** Called when the library answers with an error that it has found itself, such as a timeout that is none. */
  onRefused(error: ConnectError): void {
    if (this.#end) return;
    this.#call?.onSendStatus(Number(error.code));
    this.#finish(error);
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

  sendStatus(end: CallEnd): void {
    this.#finish(end.code === status.OK ? undefined : toConnectError(end));
  }

  getDeadline(): number {
    return this.#deadline;
  }

  getConnectionInfo(): ReturnType<CallTransport['getConnectionInfo']> {
    return this.#from;
  }

  get closed(): boolean {
    return carrierOf(this.#response).closed;
  }

  get sentTrailers(): unknown {
    return this.#end;
  }

  close(code: number): void {
    // The connection goes on with its next call if nothing of this one is left on it.
    if (code === constants.NGHTTP2_NO_ERROR && this.#request.complete) return;
    const stream = http2StreamOf(this.#response);
    if (stream) stream.close(code);
    else this.#request.socket.destroy();
  }

  async #read(): Promise<void> {
    let next: IteratorResult<Buffer, unknown>;
    try {
      next = await this.#requests.next();
    } catch (error) {
      if (error instanceof ConnectError) this.onRefused(error);
      return;
    }
    if (this.#hasLeft) return;
    if (next.done) this.#call?.onReceiveHalfClose();
    else this.#call?.onReceiveMessage(next.value);
  }

  #sendHeaders({ responseHeader, method }: HandlerContext): void {
    if (!this.#headers) return;
    for (const [key, value] of textsOf(this.#headers)) responseHeader.set(key, value);
    this.#headers = undefined;
    // The library would wait for the first message.
    if (method.methodKind === 'server_streaming' || method.methodKind === 'bidi_streaming') {
      startAnswer(this.#response, HTTP_OK, responseHeader);
    }
  }

  #passDeadline(): void {
    // An answer that waits for its reader is of no use any more.
    if (this.#end || carrierOf(this.#response).writableNeedDrain) {
      this.close(constants.NGHTTP2_CANCEL);
      return;
    }
    this.#call?.onSendStatus(status.DEADLINE_EXCEEDED);
    this.sendStatus({ code: status.DEADLINE_EXCEEDED, details: 'The deadline has passed.' });
  }

  /** The response is closed: it was sent, or its caller has gone. */
  #leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#call?.onCancel();
    this.sendStatus({ code: status.CANCELLED, details: 'The caller left.' });
  }

  #finish(error: ConnectError | undefined): void {
    if (this.#end) return;
    this.#end = error ? { error } : {};
    this.#wake();
    this.#requests.stop();
  }
}

function noop(): void {}
