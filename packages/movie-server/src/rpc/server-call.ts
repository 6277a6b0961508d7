import { randomBytes } from 'node:crypto';
import { Metadata, type ServerInterceptingCallInterface, status } from '@grpc/grpc-js';
import type { CallContext, CallLog } from './call-context.js';
import type { CallHost, CallOutcome } from './call-host.js';
import { ReplyWriter } from './reply-writer.js';
import { RequestLog } from './request-log.js';
import { RequestStream } from './request-stream.js';
import { RpcError, toRpcError } from './rpc-error.js';
import type { Method } from './service.js';

const ACCEPTABLE_REQUEST_ID = /^[\w.:+/=-]{1,128}$/;

// Unique over restarts and servers by its random half; a random number a call would cost more than the rest of the id.
const REQUEST_ID_PREFIX = randomBytes(9).toString('base64url');
let requestIds = 0;

/** One call: feeds the handler with requests, sends what it gives, and ends the call exactly once. */
export class ServerCall implements CallContext {
  readonly method: Method;
  readonly #transport: ServerInterceptingCallInterface;
  readonly #host: CallHost;
  readonly #startedAt = performance.now();
  #metadata: Metadata | undefined;
  #request: unknown;
  #requests: RequestStream | undefined;
  #writer: ReplyWriter | undefined;
  #abort: AbortController | undefined;
  #cancelled = false;
  #ended = false;
  #timeout: NodeJS.Timeout | undefined;
  #requestId: string | undefined;
  #headersSent = false;
  #received = 0;
  #sent = 0;

  constructor(method: Method, transport: ServerInterceptingCallInterface, host: CallHost) {
    this.method = method;
    this.#transport = transport;
    this.#host = host;
  }

  get metadata(): Metadata {
    this.#metadata ??= new Metadata();
    return this.#metadata;
  }

  get deadline(): number {
    return Number(this.#transport.getDeadline());
  }

  // Not getPeer(), which no longer knows once the caller has left.
  get peer(): string {
    const { remoteAddress, remotePort } = this.#transport.getConnectionInfo();
    return `${remoteAddress}:${remotePort}`;
  }

  get requestId(): string {
    this.#requestId ??= this.#givenRequestId() ?? `${REQUEST_ID_PREFIX}-${(++requestIds).toString(36)}`;
    return this.#requestId;
  }

  get log(): CallLog {
    return new RequestLog(this.#host.log, this.requestId);
  }

  // Made only for handlers that ask: most calls answer at once and never look.
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#cancelled) this.#abort.abort();
    return this.#abort.signal;
  }

  /** Called by grpc-js once the request's headers are there. */
  onReceiveMetadata(metadata: Metadata): void {
    this.#metadata = metadata;
    this.#host.calls.add(this);
    for (const observer of this.#host.observers) observer.started?.(this);
    const refusal = this.#host.admit(this);
    if (refusal) {
      this.fail(refusal);
      return;
    }
    // From now on, for the request may never come either.
    if (!this.method.responseStream) this.#limitDuration();
    if (this.method.requestStream) {
      this.#requests = new RequestStream(() => this.#transport.startRead());
      this.#start(this.#requests);
    } else {
      this.#transport.startRead();
    }
  }

  /** Called by grpc-js with the bytes of one request message. */
  onReceiveMessage(bytes: Buffer): void {
    let message: unknown;
    try {
      message = this.method.decode(bytes);
    } catch (error) {
      const { path } = this.method;
      this.fail(new RpcError('UNDECODABLE_REQUEST', `The request is not a message of ${path}.`, { cause: error }));
      return;
    }
    this.#received += 1;
    if (this.#requests) {
      this.#requests.push(message);
    } else if (this.#request !== undefined) {
      this.#failForRequests('two');
    } else {
      this.#request = message;
      this.#transport.startRead();
    }
  }

  /** Called by grpc-js when the caller has sent its last message. */
  onReceiveHalfClose(): void {
    if (this.#request !== undefined) {
      this.#start(this.#request);
      return;
    }
    // A caller who leaves in the middle of its requests looks at first like one who has sent the last; `onCancel`
    // follows within this turn of the event loop.
    setImmediate(() => {
      if (this.#requests) this.#requests.end();
      else this.#failForRequests('none');
    });
  }

  /** Called by grpc-js when the stream is gone: the caller left, the deadline passed, or the call had ended. */
  onCancel(): void {
    const late = Date.now() >= this.deadline;
    this.#end(late ? status.DEADLINE_EXCEEDED : status.CANCELLED);
    this.#cancel();
  }

  /** Ends the call with an error; a call that has ended stays as it is. */
  fail(error: unknown): void {
    if (this.#ended) return;
    const answer = toRpcError(error, this.requestId);
    if (answer !== error) this.log.error('The handler failed.', { err: error, method: this.method.path });
    const metadata = answer.toMetadata();
    if (!this.#headersSent) metadata.set('x-request-id', this.requestId);
    this.#writer?.flush();
    this.#end(answer.code);
    this.#transport.sendStatus({ code: answer.code, details: answer.message, metadata });
    this.#cancel();
  }

  #failForRequests(number: string): void {
    const message = `${this.method.path} takes one request message, and got ${number}.`;
    this.fail(new RpcError('WRONG_NUMBER_OF_REQUESTS', message));
  }

  #start(request: unknown): void {
    let serve = () => this.#serve(request);
    for (const observer of this.#host.observers) {
      const inner = serve;
      if (observer.around) serve = () => observer.around?.(this, inner);
    }
    serve();
  }

  #serve(request: unknown): void {
    try {
      if (this.#ended) return;
      const replies = this.method.handle(request, this);
      if (this.method.responseStream) void this.#sendAll(replies as Iterable<unknown> | AsyncIterable<unknown>);
      else if (replies instanceof Promise) void this.#sendLater(replies);
      else this.#sendOnly(replies);
    } catch (error) {
      this.fail(error);
    }
  }

  async #sendLater(reply: Promise<unknown>): Promise<void> {
    try {
      this.#sendOnly(await reply);
    } catch (error) {
      this.fail(error);
    }
  }

  #sendOnly(reply: unknown): void {
    if (this.#ended) return;
    this.#sendHeaders();
    this.#sent += 1;
    const { buffer, byteOffset, byteLength } = this.#encode(reply);
    this.#transport.sendMessage(Buffer.from(buffer, byteOffset, byteLength), noop);
    this.#succeed();
  }

  async #sendAll(replies: Iterable<unknown> | AsyncIterable<unknown>): Promise<void> {
    const writer = new ReplyWriter(this.#transport);
    this.#writer = writer;
    // Headers first: a caller of a stream that stays silent for now knows that it was taken.
    this.#sendHeaders();
    try {
      if (Symbol.iterator in replies) {
        // Without the turn of the microtask queue that `for await` costs a message.
        for (const reply of replies) {
          this.#write(reply, writer);
          if (writer.isFull) await writer.drain();
          if (this.#ended) return;
        }
      } else {
        for await (const reply of replies) {
          this.#write(reply, writer);
          if (writer.isFull) await writer.drain();
          if (this.#ended) return;
        }
      }
      writer.flush();
      this.#succeed();
    } catch (error) {
      this.fail(error);
    }
  }

  #write(reply: unknown, writer: ReplyWriter): void {
    if (this.#ended) return;
    this.#sent += 1;
    writer.write(this.#encode(reply));
  }

  #encode(reply: unknown): Uint8Array {
    return reply instanceof Uint8Array ? reply : this.method.encode(reply);
  }

  #sendHeaders(): void {
    if (this.#headersSent || this.#ended) return;
    this.#headersSent = true;
    const headers = new Metadata();
    headers.set('x-request-id', this.requestId);
    this.#transport.sendMetadata(headers);
  }

  #succeed(): void {
    if (this.#ended) return;
    this.#end(status.OK);
    this.#transport.sendStatus({ code: status.OK, details: 'OK', metadata: null });
  }

  #end(code: status): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#timeout) clearTimeout(this.#timeout);
    this.#host.calls.delete(this);
    const durationMs = performance.now() - this.#startedAt;
    const outcome: CallOutcome = { code, durationMs, received: this.#received, sent: this.#sent };
    for (const observer of this.#host.observers) observer.ended?.(this, outcome);
  }

  /** Lets a handler that is still at work know that nobody waits for it. */
  #cancel(): void {
    this.#cancelled = true;
    this.#abort?.abort();
    this.#requests?.cancel();
    this.#writer?.cancel();
  }

  #limitDuration(): void {
    const { maxUnaryMs } = this.#host;
    if (this.deadline - Date.now() <= maxUnaryMs || maxUnaryMs === Number.POSITIVE_INFINITY) return;
    const seconds = maxUnaryMs / 1000;
    this.#timeout = setTimeout(() => {
      this.fail(new RpcError('CALL_TOO_LONG', `This server gives a call ${seconds} s, and they have passed.`));
    }, maxUnaryMs);
  }

  #givenRequestId(): string | undefined {
    const given = this.metadata.get('x-request-id')[0];
    return typeof given === 'string' && ACCEPTABLE_REQUEST_ID.test(given) ? given : undefined;
  }
}

// The status follows the only message without waiting for it to be written; HTTP/2 keeps their order.
function noop(): void {}
