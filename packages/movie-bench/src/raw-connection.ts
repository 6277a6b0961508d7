import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Receives the bytes of a call's messages, with their frames. */
export type OnBytes = (chunk: Buffer) => void;

const FRAME = { data: 0, headers: 1, rstStream: 3, settings: 4, ping: 6, goAway: 7, windowUpdate: 8 } as const;
const END_STREAM = 1;
const END_HEADERS = 4;
const ACK = 1;
const MAX_WINDOW = 2 ** 31 - 1;
const DEFAULT_WINDOW = 65_535;
const HEAD_BYTES = 9;

/** A call in progress. */
export interface RawCall {
  /** Sends one request; the last one with `end`. */
  send(message: Uint8Array, end: boolean): void;
  /** Resolves when the server accepts at least half a window more. Await it from time to time between requests. */
  ready(): Promise<void>;
  /** Resolves when the response has ended. */
  readonly done: Promise<void>;
}

interface Call {
  readonly onBytes: OnBytes;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  /** How many bytes the server accepts from this call. */
  sendWindow: number;
}

/**
 * One HTTP/2 connection that makes gRPC calls to one method, as cheaply as JavaScript can: it makes its header blocks
 * once, and doesn't read headers. A call that fails sends no message, so comparing the messages finds it.
 */
export class RawConnection {
  readonly #socket: Socket;
  readonly #window: number;
  readonly #headers: { readonly first: Buffer; readonly later: Buffer };
  readonly #calls = new Map<number, Call>();
  /** How many bytes the server accepts from this connection. */
  #sendWindow = DEFAULT_WINDOW;
  #onWindow: (() => void) | undefined;
  #nextStream = 1;
  #unread: Buffer = Buffer.alloc(0);
  #consumed = 0;

  private constructor(socket: Socket, path: string, window: number) {
    this.#socket = socket;
    this.#window = window;
    this.#headers = headerBlocks(path);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => this.#failAll(error));
    socket.on('close', () => this.#failAll(new Error('The server closed the connection.')));
  }

  /**
   * @param path of the method, such as `/Movie/GetMovieByID`
   * @param window how many bytes the server may send before we read them; default: the maximum of HTTP/2
   */
  static async open(port: number, path: string, window = MAX_WINDOW): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    const connection = new RawConnection(socket, path, window);
    socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    const settings = Buffer.alloc(6);
    settings.writeUInt16BE(4, 0); // SETTINGS_INITIAL_WINDOW_SIZE
    settings.writeUInt32BE(window, 2);
    socket.write(frame(FRAME.settings, 0, 0, settings));
    if (window > DEFAULT_WINDOW) socket.write(windowUpdate(window - DEFAULT_WINDOW));
    return connection;
  }

  /** Starts a call. */
  start(onBytes: OnBytes): RawCall {
    const stream = this.#nextStream;
    this.#nextStream += 2;
    const block = stream === 1 ? this.#headers.first : this.#headers.later;
    const { call, done } = makeCall(onBytes);
    this.#calls.set(stream, call);
    this.#socket.write(frame(FRAME.headers, END_HEADERS, stream, block));
    return {
      done,
      send: (message, end) => {
        const bytes = grpcFrame(message);
        this.#sendWindow -= bytes.length;
        call.sendWindow -= bytes.length;
        this.#socket.write(frame(FRAME.data, end ? END_STREAM : 0, stream, bytes));
      },
      ready: async () => {
        while (Math.min(this.#sendWindow, call.sendWindow) < DEFAULT_WINDOW / 2 && this.#calls.has(stream)) {
          await new Promise<void>((resolve) => {
            this.#onWindow = resolve;
          });
        }
      },
    };
  }

  /** Sends one request. Resolves when the response has ended. */
  call(request: Uint8Array, onBytes: OnBytes): Promise<void> {
    const { send, done } = this.start(onBytes);
    send(request, true);
    return done;
  }

  /** Stops reading from the socket. */
  stopReading(): void {
    this.#socket.pause();
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const bytes = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    let at = 0;
    while (bytes.length - at >= HEAD_BYTES) {
      const end = at + HEAD_BYTES + bytes.readUIntBE(at, 3);
      if (end > bytes.length) break;
      const payload = bytes.subarray(at + HEAD_BYTES, end);
      this.#take(bytes[at + 3] ?? 0, bytes[at + 4] ?? 0, bytes.readUInt32BE(at + 5), payload);
      at = end;
    }
    this.#unread = bytes.subarray(at);
  }

  #take(type: number, flags: number, stream: number, payload: Buffer): void {
    const call = this.#calls.get(stream);
    if (type === FRAME.data) {
      call?.onBytes(payload);
      this.#replenish(payload.length);
    }
    if (type === FRAME.windowUpdate) this.#widen(stream, call, payload.readUInt32BE(0));
    if (type === FRAME.settings && !(flags & ACK)) this.#socket.write(frame(FRAME.settings, ACK, 0, Buffer.alloc(0)));
    if (type === FRAME.ping && !(flags & ACK)) this.#socket.write(frame(FRAME.ping, ACK, 0, payload));
    if (type === FRAME.goAway) this.#failAll(new Error('The server sent GOAWAY.'));
    if (type === FRAME.rstStream) call?.reject(new Error('The server reset the stream.'));
    const isLast = (type === FRAME.data || type === FRAME.headers) && flags & END_STREAM;
    if (isLast) call?.resolve();
    if (isLast || type === FRAME.rstStream) this.#calls.delete(stream);
  }

  #widen(stream: number, call: Call | undefined, bytes: number): void {
    if (stream === 0) this.#sendWindow += bytes;
    if (call) call.sendWindow += bytes;
    this.#onWindow?.();
  }

  #replenish(bytes: number): void {
    this.#consumed += bytes;
    if (this.#consumed < this.#window / 2) return;
    this.#socket.write(windowUpdate(this.#consumed));
    this.#consumed = 0;
  }

  #failAll(error: Error): void {
    for (const call of this.#calls.values()) call.reject(error);
    this.#calls.clear();
    this.#onWindow?.();
  }
}

function makeCall(onBytes: OnBytes): { call: Call; done: Promise<void> } {
  let resolve = () => {};
  let reject: (error: Error) => void = () => {};
  const done = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { call: { onBytes, resolve, reject, sendWindow: DEFAULT_WINDOW }, done };
}

function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + payload.length);
  bytes.writeUIntBE(payload.length, 0, 3);
  bytes[3] = type;
  bytes[4] = flags;
  bytes.writeUInt32BE(stream, 5);
  bytes.set(payload, HEAD_BYTES);
  return bytes;
}

function windowUpdate(bytes: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(bytes, 0);
  return frame(FRAME.windowUpdate, 0, 0, payload);
}

/** A message with its flag and length in front. */
export function grpcFrame(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(5 + message.length);
  bytes[0] = 0;
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, 5);
  return bytes;
}

/** HPACK (RFC 7541): the first call adds the headers to the table, later ones refer to them by index. */
function headerBlocks(path: string): { first: Buffer; later: Buffer } {
  const text = (value: string) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
  const postHttp = Buffer.from([0x83, 0x86]);
  const first = Buffer.concat([
    postHttp,
    Buffer.concat([Buffer.from([0x44]), text(path)]),
    Buffer.concat([Buffer.from([0x41]), text('127.0.0.1')]),
    Buffer.concat([Buffer.from([0x5f]), text('application/grpc')]),
    Buffer.concat([Buffer.from([0x40]), text('te'), text('trailers')]),
  ]);
  return { first, later: Buffer.concat([postHttp, Buffer.from([0xc1, 0xc0, 0xbf, 0xbe])]) };
}
