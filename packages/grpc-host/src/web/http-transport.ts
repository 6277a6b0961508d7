import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants } from 'node:http2';
import type { Writable } from 'node:stream';
import type { ConnectError } from '@connectrpc/connect';
import { type Metadata, status } from '@grpc/grpc-js';
import type { ServerCall } from '../call.js';
import type { CallHeaders } from '../call-headers.js';
import {
  type CallEnd,
  type CallStream,
  type CallTransport,
  type ConnectionInfo,
  connectionInfoOf,
  type Protocol,
} from '../call-transport.js';
import { MAX_TIMER_MS } from '../limits.js';
import { carrierOf, http2StreamOf } from './carrier.js';
import { toConnectError } from './connect-error.js';

/**
 * Carries a call between a request of HTTP and `ServerCall`: what is the same in all protocols of the web, which is when a
 * call ends.
 */
export abstract class HttpTransport implements CallTransport, CallStream {
  readonly protocol: Protocol;
  protected readonly request: IncomingMessage;
  protected readonly response: ServerResponse;
  /** What carries the response. */
  protected readonly carrier: Writable;
  protected call: ServerCall | undefined;
  readonly #deadline: number;
  readonly #from: ConnectionInfo;
  /** How the call has ended; an empty one is a success. */
  #end: { readonly error?: ConnectError } | undefined;
  #hasLeft = false;

  /** @param deadline in milliseconds since 1970; Infinity for none */
  constructor(request: IncomingMessage, response: ServerResponse, protocol: Protocol, deadline: number) {
    this.#from = connectionInfoOf(request.socket);
    this.request = request;
    this.response = response;
    this.carrier = carrierOf(response);
    this.protocol = protocol;
    this.#deadline = deadline;
  }

  /** Begins the call. It ends at the latest when the response is closed. */
  start(call: ServerCall, headers: CallHeaders): void {
    this.call = call;
    const left = this.#deadline - Date.now();
    const timer = left <= MAX_TIMER_MS ? setTimeout(() => this.#passDeadline(), left) : undefined;
    this.response.on('close', () => {
      clearTimeout(timer);
      this.leave();
    });
    call.onReceiveHeaders(headers);
  }

  abstract startRead(): void;

  abstract sendMetadata(metadata: Metadata): void;

  abstract sendMessage(bytes: Uint8Array, onSent: () => void): void;

  /** Called once, when the call has ended. @param error undefined if it has succeeded */
  protected abstract onEnd(error: ConnectError | undefined): void;

  sendStatus(end: CallEnd): void {
    // Comes once more when the answer has been sent, and an error takes as long as the rest of a call.
    if (this.#end) return;
    this.#finish(end.code === status.OK ? undefined : toConnectError(end));
  }

  /** Ends the call because of what the protocol says of its request, such as a timeout that is none. */
  refuse(error: ConnectError): void {
    if (this.#end) return;
    this.call?.onSendStatus(Number(error.code));
    this.#finish(error);
  }

  getDeadline(): number {
    return this.#deadline;
  }

  getConnectionInfo(): ConnectionInfo {
    return this.#from;
  }

  /** What the call has failed with. */
  get error(): ConnectError | undefined {
    return this.#end?.error;
  }

  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  protected get hasLeft(): boolean {
    return this.#hasLeft;
  }

  get closed(): boolean {
    return this.carrier.closed;
  }

  get sentTrailers(): unknown {
    return this.#end;
  }

  close(code: number): void {
    // The connection goes on with its next call if nothing of this one is left on it.
    if (code === constants.NGHTTP2_NO_ERROR && this.request.complete) return;
    const stream = http2StreamOf(this.response);
    if (stream) stream.close(code);
    else this.request.socket.destroy();
  }

  /** The response is closed: it was sent, or its caller has gone. */
  protected leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.call?.onCancel();
    this.sendStatus({ code: status.CANCELLED, details: 'The caller left.' });
  }

  #passDeadline(): void {
    // An answer that waits for its reader is of no use any more.
    if (this.#end || this.carrier.writableNeedDrain) {
      this.close(constants.NGHTTP2_CANCEL);
      return;
    }
    this.call?.onSendStatus(status.DEADLINE_EXCEEDED);
    this.sendStatus({ code: status.DEADLINE_EXCEEDED, details: 'The deadline has passed.' });
  }

  #finish(error: ConnectError | undefined): void {
    if (this.#end) return;
    this.#end = error ? { error } : {};
    this.onEnd(error);
  }
}
