import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Code, ConnectError } from '@connectrpc/connect';
import { type Compression, compressionNegotiate } from '@connectrpc/connect/protocol';
import { codeToHttpStatus, errorToJsonBytes, parseTimeout } from '@connectrpc/connect/protocol-connect';
import { asBuffer } from '../as-buffer.js';
import { MAX_TIMER_MS } from '../limits.js';
import { COMPRESSIONS } from './compression.js';
import { endHttp1 } from './end-http1.js';
import { HttpTransport } from './http-transport.js';
import type { JsonFormat } from './json-format.js';
import { messageIn } from './query-message.js';

const HTTP_OK = 200;
const JSON_TYPE = 'application/json';
const BINARY_TYPE = 'application/proto';

const KNOWN = [...COMPRESSIONS];

/** From how many bytes on an answer is compressed, as in the other protocols. */
const MIN_COMPRESSED_BYTES = 1024;

const NOTHING = Buffer.alloc(0);

/** What a call is sent as. */
export interface ConnectFormat {
  /** Undefined for binary. */
  readonly json: JsonFormat | undefined;
  /** Of a call by GET. */
  readonly query: URLSearchParams | undefined;
  /** How large a message may be. */
  readonly maxBytes: number;
}

/**
 * Carries a call of Connect with one request and one response (https://connectrpc.com/docs/protocol). The library, which
 * carries the other calls of the web, would do it as well, at several times the cost: it makes signals, a context and a
 * chain of async iterators for each.
 */
export class ConnectTransport extends HttpTransport {
  readonly #format: ConnectFormat;
  readonly #chunks: Buffer[] = [];
  #received = 0;
  #isReading = false;
  #reply: Buffer = NOTHING;

  /** @param deadline in milliseconds since 1970; Infinity for none */
  constructor(request: IncomingMessage, response: ServerResponse, deadline: number, format: ConnectFormat) {
    super(request, response, 'connect', deadline);
    this.#format = format;
  }

  startRead(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    const { error = this.#timeoutError(), request: compression } = this.#negotiate();
    if (error) {
      this.refuse(error);
      return;
    }
    this.request.on('data', (chunk: Buffer) => this.#take(chunk));
    this.request.on('end', () => this.#takeAll(compression));
  }

  sendMetadata(): void {
    // It has only the request id, which every answer has.
  }

  /** Keeps the only message of an answer until its status follows, at once. */
  sendMessage(message: Buffer): void {
    this.#reply = message;
  }

  protected onEnd(error: ConnectError | undefined): void {
    // The next request comes behind the rest of this one.
    if (!this.request.complete) this.request.resume();
    if (error) this.#sendError(error);
    else this.#sendReply();
  }

  #negotiate(): ReturnType<typeof compressionNegotiate> {
    const { headers } = this.request;
    const { query } = this.#format;
    const requested = query ? query.get('compression') : (headers['content-encoding'] ?? null);
    return compressionNegotiate(KNOWN, requested, headers['accept-encoding'] ?? null, 'accept-encoding');
  }

  #timeoutError(): ConnectError | undefined {
    const timeout = this.request.headers['connect-timeout-ms'];
    return timeout === undefined ? undefined : parseTimeout(String(timeout), MAX_TIMER_MS).error;
  }

  #take(chunk: Buffer): void {
    // The body of a GET means nothing.
    if (this.hasEnded || this.#format.query) return;
    this.#received += chunk.length;
    if (this.#received > this.#format.maxBytes) this.#refuseSize();
    else this.#chunks.push(chunk);
  }

  #takeAll(compression: Compression | null): void {
    // The request of a caller that leaves ends here, too.
    if (this.hasEnded || this.closed) return;
    const { query, maxBytes } = this.#format;
    const bytes = query ? messageIn(query) : this.#body();
    if (bytes.length > maxBytes) this.#refuseSize();
    else if (compression) void this.#decompress(bytes, compression);
    else this.#hand(bytes);
  }

  #body(): Buffer {
    const [only, ...others] = this.#chunks;
    return only && others.length === 0 ? only : Buffer.concat(this.#chunks);
  }

  async #decompress(bytes: Uint8Array, compression: Compression): Promise<void> {
    let message: Uint8Array;
    try {
      message = await compression.decompress(bytes, this.#format.maxBytes);
    } catch (error) {
      this.refuse(ConnectError.from(error));
      return;
    }
    this.#hand(message);
  }

  #refuseSize(): void {
    const text = `message size is larger than configured readMaxBytes ${this.#format.maxBytes}`;
    this.refuse(new ConnectError(text, Code.ResourceExhausted));
  }

  #hand(message: Uint8Array): void {
    if (this.hasEnded) return;
    const { json } = this.#format;
    const plain = json?.toMessage(asBuffer(message));
    try {
      if (plain === undefined) this.call?.onReceiveMessage(asBuffer(json?.toBinary(message) ?? message));
      else this.call?.onReceiveRequest(plain);
    } catch (error) {
      this.call?.fail(error);
      return;
    }
    this.call?.onReceiveHalfClose();
  }

  #sendReply(): void {
    const { json } = this.#format;
    if (!json) {
      this.#send(HTTP_OK, BINARY_TYPE, this.#reply);
      return;
    }
    let body: Buffer;
    try {
      body = json.fromBinary(this.#reply);
    } catch (error) {
      // JSON can't say all that a message may hold, such as a time in the year 10,000.
      this.#sendError(ConnectError.from(error, Code.Internal));
      return;
    }
    this.#send(HTTP_OK, JSON_TYPE, body);
  }

  #sendError(error: ConnectError): void {
    const body = Buffer.from(errorToJsonBytes(error, undefined));
    this.#send(codeToHttpStatus(error.code), JSON_TYPE, body, Object.fromEntries(error.metadata));
  }

  #send(status: number, type: string, body: Uint8Array, more?: OutgoingHttpHeaders): void {
    const compression = body.length >= MIN_COMPRESSED_BYTES ? this.#answerCompression() : null;
    if (compression) void this.#sendCompressed(status, type, body, compression, more);
    else this.#write(status, type, body, more);
  }

  /** None for a caller that doesn't say what it takes, also if it has compressed its request. */
  #answerCompression(): Compression | null {
    return this.request.headers['accept-encoding'] ? this.#negotiate().response : null;
  }

  async #sendCompressed(
    status: number,
    type: string,
    body: Uint8Array,
    { name, compress }: Compression,
    more?: OutgoingHttpHeaders,
  ): Promise<void> {
    this.#write(status, type, await compress(body), { ...more, 'content-encoding': name });
  }

  #write(status: number, type: string, body: Uint8Array, more?: OutgoingHttpHeaders): void {
    if (this.carrier.destroyed) return;
    // All at once: with headers that were set before, Node takes a seventh of a call more.
    const headers = {
      'content-type': type,
      'content-length': body.length,
      'x-request-id': this.call?.requestId,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    };
    this.response.writeHead(status, more ? { ...headers, ...more } : headers);
    if (this.carrier === this.response) endHttp1(this.response, asBuffer(body));
    else this.response.end(body);
  }
}
