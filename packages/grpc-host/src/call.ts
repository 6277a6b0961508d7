import { Metadata, status } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import { asBuffer } from './as-buffer.js';
import { type CallHeaders, headersOf } from './call-headers.js';
import { CallLimits } from './call-limits.js';
import { type CallObserver, type CallOutcome, runWrapped } from './call-observer.js';
import type { CallStream, CallTransport } from './call-transport.js';
import type { DurationLimit, LimitedCall } from './duration-limit.js';
import { hostError, toRpcError } from './host-errors.js';
import type { LinkedList, Place } from './linked-list.js';
import type { TrustedProxies } from './listener/trusted-proxies.js';
import { ReplyWriter } from './reply-writer.js';
import { REQUEST_ID_KEY } from './request-id.js';
import { RequestStream } from './request-stream.js';
import { RpcError } from './rpc-error.js';
import { ServerCallContext } from './server-call-context.js';
import { encodeReply, isInPieces, type Method, mapHandlerError } from './service.js';

/** What all calls of one host share. */
export interface CallHost {
  readonly log: Logger;
  readonly observers: readonly CallObserver[];
  /** The proxies that say who a caller is; undefined if there are none. */
  readonly proxies: TrustedProxies | undefined;
  /** The calls in progress. */
  readonly calls: LinkedList<ServerCall>;
  /** @throws RpcError that a call is answered with if it isn't admitted */
  admit(call: ServerCall): void;
  /** How long calls with one response may take, whatever their deadlines. */
  readonly unaryDuration: DurationLimit;
}

/** One call: feeds the handler with requests, sends its replies, and ends the call exactly once. */
export class ServerCall extends ServerCallContext implements LimitedCall {
  readonly #host: CallHost;
  readonly #limits: CallLimits;
  #request: unknown;
  #requests: RequestStream | undefined;
  /** Where it is among those in progress, and among those whose time is limited. */
  #place: Place<ServerCall> | undefined;
  #limit: Place<LimitedCall> | undefined;
  #writer: ReplyWriter | undefined;
  #hasAllRequests = false;
  #headersSent = false;
  #ended = false;
  #received = 0;
  #sent = 0;

  /** @param stream carries the transport, which has no way to end it early */
  constructor(method: Method, path: string, transport: CallTransport, host: CallHost, stream: CallStream | undefined) {
    super(method, path, transport, host.log, host.proxies);
    this.#host = host;
    this.#limits = new CallLimits(stream);
  }

  get startedAt(): number {
    return this.#limits.startedAt;
  }

  /** Called by the transport when the request's headers are there, as metadata. */
  onReceiveMetadata(metadata: Metadata): void {
    this.onReceiveHeaders(headersOf(metadata));
  }

  /** Called by the transport when the request's headers are there. */
  onReceiveHeaders(headers: CallHeaders): void {
    this.receiveHeaders(headers);
    this.#place = this.#host.calls.add(this);
    for (const observer of this.#host.observers) observer.started?.(this);
    try {
      this.#host.admit(this);
    } catch (refusal) {
      this.fail(refusal);
      return;
    }
    // The limit starts here, because the request may never arrive.
    if (!this.method.responseStream) this.#limit = this.#host.unaryDuration.add(this);
    if (this.method.requestStream) {
      this.#requests = new RequestStream(() => this.transport.startRead());
      this.#start(this.#requests);
    } else {
      this.transport.startRead();
    }
  }

  /** Called by the transport with the bytes of one request message. */
  onReceiveMessage(bytes: Buffer): void {
    let message: unknown;
    try {
      message = this.method.decode(bytes);
    } catch (error) {
      const { path } = this.method;
      const undecodable = `The request is not a message of ${path}.`;
      this.fail(error instanceof RpcError ? error : hostError('UNDECODABLE_REQUEST', undecodable, { cause: error }));
      return;
    }
    this.onReceiveRequest(message);
  }

  /** Called by the transport with a request that it has read itself. */
  onReceiveRequest(message: unknown): void {
    this.#received += 1;
    if (this.#requests) {
      this.#requests.push(message);
    } else if (this.#request !== undefined) {
      this.#failForRequests('two');
    } else {
      this.#request = message;
      this.transport.startRead();
    }
  }

  /** Called by the transport when the caller has sent its last message. */
  onReceiveHalfClose(): void {
    this.#hasAllRequests = true;
    if (this.#request !== undefined) {
      this.#start(this.#request);
      return;
    }
    // A caller that leaves before its last request looks at first like one that has sent it; `onCancel` follows within
    // this pass of the event loop.
    setImmediate(() => {
      if (this.#requests) this.#requests.end();
      else this.#failForRequests('none');
    });
  }

  /** Called by the transport when the caller left, the deadline passed, or the status is sent. */
  onCancel(): void {
    if (this.#limit) this.#host.unaryDuration.delete(this.#limit);
    if (!this.#hasAllRequests) this.#limits.limitLeaving();
    else if (this.#ended) this.#limits.dropUntaken();
    if (!this.#ended) this.#end(this.#limits.isDue(this.deadline) ? status.DEADLINE_EXCEEDED : status.CANCELLED);
    this.#cancel();
  }

  /** Called with every status that is sent, so also if the transport ends the call by itself. */
  onSendStatus(code: status): void {
    if (this.#ended) return;
    this.#end(code);
    this.#cancel();
  }

  onTooLong(maxMs: number): void {
    const message = `The call took longer than the ${maxMs / 1000} s of this server.`;
    // The answer must be taken in this time, too: it waits while the caller's flow control doesn't let it through.
    if (this.#ended) this.#limits.drop();
    else this.fail(hostError('CALL_TOO_LONG', message));
  }

  /** Ends the call with an error; a call that has ended stays as it is. */
  fail(error: unknown): void {
    const answer = toRpcError(error, this.requestId);
    // Also after the end, when only the log can have it; an AbortError then is the handler's answer to its signal.
    if (answer !== error && !(this.#ended && isAbortError(error))) {
      this.log.error('The handler failed.', { err: error, method: this.method.path });
    }
    if (this.#ended) return;
    const metadata = answer.toMetadata();
    if (!this.#headersSent) metadata.set(REQUEST_ID_KEY, this.requestId);
    this.#writer?.flush();
    this.#end(answer.code, answer.reason);
    this.transport.sendStatus({ code: answer.code, details: answer.message, metadata });
    this.#cancel();
  }

  #failForRequests(number: string): void {
    const message = `${this.method.path} takes one request message, and got ${number}.`;
    this.fail(hostError('WRONG_NUMBER_OF_REQUESTS', message));
  }

  /** Ends the call with what its handler threw. */
  #failOfHandler(error: unknown): void {
    this.fail(mapHandlerError(error, this.method, this));
  }

  #start(request: unknown): void {
    runWrapped(this.#host.observers, this, () => this.#serve(request));
  }

  #serve(request: unknown): void {
    try {
      if (this.#ended) return;
      const replies = this.method.handle(request, this);
      // What `defineService` has checked by its types: a method with a stream of responses gives an iterable.
      if (this.method.responseStream) void this.#sendAll(replies as Iterable<unknown> | AsyncIterable<unknown>);
      else if (replies instanceof Promise) void this.#sendLater(replies);
      else this.#sendOnly(replies);
    } catch (error) {
      this.#failOfHandler(error);
    }
  }

  async #sendLater(reply: Promise<unknown>): Promise<void> {
    try {
      this.#sendOnly(await reply);
    } catch (error) {
      this.#failOfHandler(error);
    }
  }

  #sendOnly(reply: unknown): void {
    if (this.#ended) return;
    const { transport } = this;
    const encoded = transport.sendPieces && isInPieces(reply) ? reply : asBuffer(encodeReply(this.method, reply));
    // A header that differs each time can't be compressed, so it isn't sent to callers that don't look for it.
    if (this.headers.requestId !== undefined) this.#sendHeaders();
    this.#sent += 1;
    if (isInPieces(encoded)) transport.sendPieces?.(encoded);
    else transport.sendMessage(encoded, noop);
    this.#succeed();
  }

  async #sendAll(replies: Iterable<unknown> | AsyncIterable<unknown>): Promise<void> {
    const writer = new ReplyWriter(this.transport, this.method);
    this.#writer = writer;
    // Headers first: the caller of a stream that stays silent for now learns that the call was accepted.
    this.#sendHeaders();
    try {
      await writer.writeAll(replies);
      writer.flush();
      this.#succeed();
    } catch (error) {
      this.#failOfHandler(error);
    }
  }

  #sendHeaders(): void {
    if (this.#headersSent || this.#ended) return;
    this.#headersSent = true;
    const headers = new Metadata();
    headers.set(REQUEST_ID_KEY, this.requestId);
    this.transport.sendMetadata(headers);
  }

  #succeed(): void {
    if (this.#ended) return;
    this.#end(status.OK);
    this.transport.sendStatus({ code: status.OK, details: 'OK', metadata: null });
  }

  #end(code: status, reason?: string): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#place) this.#host.calls.delete(this.#place);
    const sent = this.#writer?.written ?? this.#sent;
    const durationMs = this.#limits.elapsed;
    const outcome: CallOutcome = { code, reason, durationMs, received: this.#received, sent };
    for (const observer of this.#host.observers) observer.ended?.(this, outcome);
  }

  /** Stops a handler that is still at work, if it looks at its signal, its requests or what it sent. */
  #cancel(): void {
    this.abort();
    this.#requests?.cancel();
    this.#writer?.cancel();
  }
}

function isAbortError(error: unknown): boolean {
  // The platform's own, a DOMException, isn't everywhere an Error.
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
}

// The status follows the only message without waiting for it to be written; HTTP/2 keeps their order.
function noop(): void {}
