import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { nextTick } from 'node:process';
import { Metadata, status } from '@grpc/grpc-js';
import type { ServerCall } from './call.js';
import type { CallTransport } from './call-transport.js';

/** Where the other end of a connection is. */
export type ConnectionInfo = ReturnType<CallTransport['getConnectionInfo']>;

/** A message's frame begins with a flag and its length (gRPC over HTTP/2, Length-Prefixed-Message). */
const HEAD_BYTES = 5;
const COMPRESSED_FLAG = 1;

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

/** The longest that a timer of Node takes: 24 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const NOTHING = Buffer.alloc(0);

/**
 * Carries a call with one request, which isn't compressed, over its stream of HTTP/2 (PROTOCOL-HTTP2.md of gRPC). grpc-js,
 * which carries the other calls, would do it as well, at a third more: it is prepared for any number of requests, and
 * sends the headers, each message and the end of an answer one by one.
 */
export class GrpcTransport implements CallTransport {
  readonly #stream: ServerHttp2Stream;
  readonly #connection: ConnectionInfo;
  readonly #maxMessageSize: number;
  readonly #timeoutMs: number;
  readonly #deadline: number;
  #call: ServerCall | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** The beginning of a message of which the rest has not come, in the first bytes of a buffer. */
  #buffer = NOTHING;
  #buffered = 0;
  #isReading = false;
  #hasAllRequests = false;
  #message: Uint8Array | undefined;
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
    this.#maxMessageSize = maxMessageSize;
    this.#timeoutMs = timeout === undefined ? Number.POSITIVE_INFINITY : milliseconds(String(timeout));
    this.#deadline = Number.isNaN(this.#timeoutMs) ? Number.POSITIVE_INFINITY : Date.now() + this.#timeoutMs;
  }

  /** Begins the call, with the headers of its request. */
  begin(call: ServerCall, headers: IncomingHttpHeaders): void {
    this.#call = call;
    const stream = this.#stream;
    // What goes wrong with a stream closes it, too.
    stream.on('error', noop);
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
    if (this.#isReading) return;
    this.#isReading = true;
    this.#stream.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#stream.on('end', () => {
      this.#hasAllRequests = true;
      if (!this.#hasAnswered) this.#call?.onReceiveHalfClose();
    });
  }

  sendMetadata(metadata?: Metadata): void {
    if (this.#isGone || this.#stream.headersSent) return;
    const headers = metadata ? { ...ANSWER_HEADERS, ...metadata.toHttp2Headers() } : ANSWER_HEADERS;
    this.#stream.respond(headers, ANSWER);
  }

  /** Keeps the only message of an answer until its status follows, at once. */
  sendMessage(message: Uint8Array): void {
    this.#message = message;
  }

  sendMessages(messages: readonly Uint8Array[], onSent: () => void): void {
    if (this.#isGone) return;
    this.sendMetadata();
    this.#stream.write(framed(messages), (error) => {
      if (!error) onSent();
    });
  }

  sendStatus({ code, details, metadata }: Parameters<CallTransport['sendStatus']>[0]): void {
    if (this.#hasAnswered) return;
    this.#hasAnswered = true;
    if (this.#isGone) return;
    const stream = this.#stream;
    if (code === status.OK) {
      this.sendMetadata();
      stream.once('wantTrailers', sendSuccess);
      stream.end(this.#message && framed([this.#message]));
      return;
    }
    const message = encodeURI(details ?? '');
    const trailers = { 'grpc-status': code, 'grpc-message': message, ...metadata?.toHttp2Headers() };
    if (stream.headersSent) {
      stream.once('wantTrailers', () => {
        stream.sendTrailers(trailers);
        this.#dropRequest();
      });
      stream.end();
    } else {
      stream.respond({ ...HEADERS, ...trailers }, ANSWER_WITHOUT_MESSAGE);
      this.#dropRequest();
    }
  }

  getDeadline(): number {
    return this.#deadline;
  }

  getConnectionInfo(): ConnectionInfo {
    return this.#connection;
  }

  /** Hands on each message that is whole. */
  #take(chunk: Buffer): void {
    let bytes = this.#buffered > 0 ? this.#append(chunk) : chunk;
    while (bytes.length >= HEAD_BYTES && !this.#hasAnswered) {
      const size = bytes.readUInt32BE(1);
      if (size > this.#maxMessageSize) {
        this.#refuse(
          status.RESOURCE_EXHAUSTED,
          `Received message larger than max (${size} vs ${this.#maxMessageSize})`,
        );
      } else if (bytes[0] === COMPRESSED_FLAG) {
        this.#refuse(status.INTERNAL, 'The message is marked as compressed, and no grpc-encoding says how.');
      }
      const end = HEAD_BYTES + size;
      if (bytes.length < end) break;
      if (!this.#hasAnswered) this.#call?.onReceiveMessage(bytes.subarray(HEAD_BYTES, end));
      bytes = bytes.subarray(end);
    }
    if (this.#hasAnswered) bytes = NOTHING;
    if (bytes.length === this.#buffered) return;
    this.#buffered = 0;
    this.#append(bytes);
  }

  /** Adds to the buffered bytes, and gives all of them. Doubles the buffer, as others decide how small the pieces are. */
  #append(bytes: Buffer): Buffer {
    const length = this.#buffered + bytes.length;
    if (length > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, 2 * this.#buffer.length));
      this.#buffer.copy(grown, 0, 0, this.#buffered);
      this.#buffer = grown;
    }
    bytes.copy(this.#buffer, this.#buffered);
    this.#buffered = length;
    return this.#buffer.subarray(0, length);
  }

  /** Lets the stream close, though some of the request has not come. */
  #dropRequest(): void {
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

/** Messages in their frames, one after the other. */
function framed(messages: readonly Uint8Array[]): Buffer {
  let size = 0;
  for (const { byteLength } of messages) size += HEAD_BYTES + byteLength;
  const frames = Buffer.allocUnsafe(size);
  let at = 0;
  for (const message of messages) {
    frames[at] = 0;
    frames.writeUInt32BE(message.byteLength, at + 1);
    frames.set(message, at + HEAD_BYTES);
    at += HEAD_BYTES + message.byteLength;
  }
  return frames;
}

function sendSuccess(this: ServerHttp2Stream): void {
  this.sendTrailers(SUCCESS);
}

function noop(): void {}
