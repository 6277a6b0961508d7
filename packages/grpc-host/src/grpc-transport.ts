import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { nextTick } from 'node:process';
import { Metadata, status } from '@grpc/grpc-js';
import type { ServerCall } from './call.js';
import type { CallEnd, CallTransport, ConnectionInfo } from './call-transport.js';
import { FrameError, FrameReader, framed, headOf } from './grpc-frames.js';
import { MAX_TIMER_MS } from './limits.js';

const HEADERS = { ':status': 200, 'content-type': 'application/grpc+proto' };
const ANSWER_HEADERS = { ...HEADERS, 'grpc-accept-encoding': 'identity,deflate,gzip' };
const SUCCESS = { 'grpc-status': '0', 'grpc-message': 'OK' };
// Without a date, which HTTP/2 would add: gRPC has no use for it.
const ANSWER = { waitForTrailers: true, sendDate: false };
const ANSWER_WITHOUT_MESSAGE = { endStream: true, sendDate: false };

/** The headers that are not metadata: grpc-js, too, keeps them to itself. */
const TRANSPORT_HEADERS = [
  'grpc-timeout',
  'grpc-encoding',
  'grpc-accept-encoding',
  'accept-encoding',
  'te',
  'content-type',
];

/** What a `grpc-timeout` is counted in, in milliseconds. */
const UNITS_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };

/**
 * Carries a call whose requests aren't compressed over its stream of HTTP/2 (PROTOCOL-HTTP2.md of gRPC). grpc-js carries
 * any call, but takes a third more: it decompresses each request in a promise of its own, if only to see that it need not,
 * and sends the headers, each message and the end of an answer one by one.
 */
export class GrpcTransport implements CallTransport {
  readonly #stream: ServerHttp2Stream;
  readonly #connection: ConnectionInfo;
  readonly #frames: FrameReader;
  readonly #timeoutMs: number;
  readonly #deadline: number;
  #call: ServerCall | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isListening = false;
  /** Whether the call waits for a request, or for the end of them. */
  #isReadPending = false;
  #isDelivering = false;
  #hasAllRequests = false;
  /** In pieces. */
  #message: readonly Uint8Array[] | undefined;
  #hasAnswered = false;
  #hasLeft = false;

  /**
   * @param timeout what the caller says in `grpc-timeout`
   * @param connection where the caller is; the stream no longer knows it once the caller has left
   * @param maxMessageSize in bytes
   */
  constructor(
    stream: ServerHttp2Stream,
    timeout: string | string[] | undefined,
    connection: ConnectionInfo,
    maxMessageSize: number,
  ) {
    this.#stream = stream;
    this.#connection = connection;
    this.#frames = new FrameReader(maxMessageSize);
    this.#timeoutMs = timeout === undefined ? Number.POSITIVE_INFINITY : milliseconds(String(timeout));
    this.#deadline = Number.isNaN(this.#timeoutMs) ? Number.POSITIVE_INFINITY : Date.now() + this.#timeoutMs;
  }

  /** Begins the call, with the headers of its request. */
  begin(call: ServerCall, headers: IncomingHttpHeaders): void {
    this.#call = call;
    const stream = this.#stream;
    // What goes wrong with a stream closes it, too.
    stream.on('error', noop);
    // A stream that its caller has reset without an error would close only once its requests are read.
    stream.once('aborted', () => stream.destroy());
    stream.once('close', () => {
      clearTimeout(this.#timer);
      this.#leave();
    });
    if (this.#timeoutMs <= MAX_TIMER_MS) this.#timer = setTimeout(() => this.#passDeadline(), this.#timeoutMs);
    call.onReceiveMetadata(metadataOf(headers));
    if (Number.isNaN(this.#timeoutMs)) {
      this.#refuse(status.INTERNAL, `Invalid grpc-timeout value "${headers['grpc-timeout']}".`);
    }
  }

  startRead(): void {
    this.#isReadPending = true;
    if (this.#isListening) {
      this.#deliver();
      return;
    }
    this.#isListening = true;
    this.#stream.on('data', (piece: Buffer) => {
      if (this.#hasAnswered) return;
      this.#frames.add(piece);
      this.#deliver();
    });
    this.#stream.on('end', () => {
      this.#hasAllRequests = true;
      this.#deliver();
    });
  }

  sendMetadata(metadata?: Metadata): void {
    if (this.#isGone || this.#stream.headersSent) return;
    const headers = metadata ? { ...ANSWER_HEADERS, ...metadata.toHttp2Headers() } : ANSWER_HEADERS;
    this.#stream.respond(headers, ANSWER);
  }

  /** Keeps the only message of an answer, of which nobody waits to hear that it is sent, until its status follows. */
  sendMessage(message: Uint8Array): void {
    this.#message = [message];
  }

  sendPieces(pieces: readonly Uint8Array[]): void {
    this.#message = pieces;
  }

  sendMessages(messages: readonly Uint8Array[], onSent: () => void): void {
    if (this.#isGone) return;
    this.sendMetadata();
    this.#stream.write(framed(messages), (error) => {
      if (!error) onSent();
    });
  }

  sendStatus(end: CallEnd): void {
    if (this.#hasAnswered) return;
    this.#hasAnswered = true;
    if (this.#isGone) return;
    const stream = this.#stream;
    const { code } = end;
    if (code !== status.OK && !stream.headersSent) {
      stream.respond({ ...HEADERS, ...trailersOf(end) }, ANSWER_WITHOUT_MESSAGE);
      this.#dropRequests();
      return;
    }
    this.sendMetadata();
    stream.once('wantTrailers', () => {
      stream.sendTrailers(code === status.OK ? SUCCESS : trailersOf(end));
      this.#dropRequests();
    });
    this.#endStream();
  }

  /** Pieces are not put together: memory for a large message, taken for each, makes the garbage collector busy. */
  #endStream(): void {
    const stream = this.#stream;
    const pieces = this.#message;
    if (!pieces || pieces.length === 1) {
      stream.end(pieces && framed(pieces));
      return;
    }
    stream.cork();
    stream.write(headOf(pieces.reduce((size, { byteLength }) => size + byteLength, 0)));
    for (const piece of pieces) stream.write(piece);
    stream.end();
  }

  getDeadline(): number {
    return this.#deadline;
  }

  getConnectionInfo(): ConnectionInfo {
    return this.#connection;
  }

  /** Hands on what the call waits for, if it has come; lets the caller send more only if it hasn't. */
  #deliver(): void {
    // The call asks for the next message while it takes one.
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    while (this.#isReadPending && !this.#hasAnswered) {
      const message = this.#nextMessage();
      if (!message && !this.#hasAllRequests) break;
      this.#isReadPending = false;
      if (message) this.#call?.onReceiveMessage(message);
      else if (!this.#hasAnswered) this.#call?.onReceiveHalfClose();
    }
    this.#isDelivering = false;
    if (this.#hasAllRequests) return;
    if (this.#isReadPending || this.#hasAnswered) this.#stream.resume();
    else this.#stream.pause();
  }

  /** The next message, if all of it has come, and it is none that ends the call. */
  #nextMessage(): Buffer | undefined {
    try {
      return this.#frames.next();
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#refuse(error.code, error.message);
      return undefined;
    }
  }

  /** Lets the stream close, though more requests may come. */
  #dropRequests(): void {
    if (this.#hasAllRequests) return;
    this.#stream.resume();
    nextTick(() => this.#leave());
  }

  get #isGone(): boolean {
    return this.#stream.destroyed || this.#stream.closed;
  }

  #refuse(code: status, details: string): void {
    this.#call?.onSendStatus(code);
    this.sendStatus({ code, details });
  }

  #passDeadline(): void {
    // An answer that still waits for its reader is of no use any more.
    if (this.#hasAnswered) this.#leave();
    else this.#refuse(status.DEADLINE_EXCEEDED, 'Deadline exceeded');
  }

  /** The caller has its answer, or has gone. */
  #leave(): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#call?.onCancel();
  }
}

/** NaN if it isn't one. */
function milliseconds(timeout: string): number {
  const [, count, unit = ''] = /^(\d{1,8})([HMSmun])$/.exec(timeout) ?? [];
  return Number(count) * (UNITS_MS[unit] ?? Number.NaN);
}

function metadataOf(headers: IncomingHttpHeaders): Metadata {
  const metadata = Metadata.fromHttp2Headers(headers);
  for (const name of TRANSPORT_HEADERS) metadata.remove(name);
  return metadata;
}

function trailersOf({ code, details, metadata }: CallEnd): OutgoingHttpHeaders {
  return { 'grpc-status': code, 'grpc-message': encodeURI(details ?? ''), ...metadata?.toHttp2Headers() };
}

function noop(): void {}
