import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const END_OF_HEAD = '\r\n\r\n';
const LINE_END = '\r\n';

/** An answer, and where the bytes after it begin. */
interface Answer {
  readonly body: Buffer;
  readonly end: number;
}

/**
 * One HTTP/1.1 connection that stays open and posts to one path, one request at a time, as cheaply as JavaScript can. An
 * answer whose status isn't 200 is an error.
 */
export class RawHttp1Connection {
  readonly #socket: Socket;
  readonly #head: string;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { readonly resolve: (body: Buffer) => void; readonly reject: (error: Error) => void } | undefined;

  private constructor(socket: Socket, path: string, contentType: string) {
    this.#socket = socket;
    this.#head = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: ${contentType}\r\ncontent-length: `;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', (error) => this.#waiting?.reject(error));
    socket.on('close', () => this.#waiting?.reject(new Error('The server closed the connection.')));
  }

  /** @param path of the method, such as `/movie.v1.MovieService/GetMovie` */
  static async open(port: number, path: string, contentType: string): Promise<RawHttp1Connection> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new RawHttp1Connection(socket, path, contentType);
  }

  /** Posts this, and gives the body of the answer. */
  call(body: Uint8Array): Promise<Buffer> {
    this.#socket.cork();
    this.#socket.write(`${this.#head}${body.length}${END_OF_HEAD}`);
    this.#socket.write(body);
    this.#socket.uncork();
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const endOfHead = this.#received.indexOf(END_OF_HEAD);
    if (endOfHead < 0) return;
    const head = this.#received.toString('latin1', 0, endOfHead);
    if (!head.startsWith('HTTP/1.1 200 ')) {
      this.#waiting?.reject(new Error(`The server answered ${head.split(LINE_END, 1)}.`));
      return;
    }
    const answer = readBody(this.#received, endOfHead + END_OF_HEAD.length, head);
    if (!answer) return;
    this.#received = this.#received.subarray(answer.end);
    this.#waiting?.resolve(answer.body);
  }
}

/** @returns undefined if it isn't whole yet */
function readBody(bytes: Buffer, begin: number, head: string): Answer | undefined {
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
  if (length === undefined) return readChunks(bytes, begin);
  const end = begin + Number(length);
  return bytes.length < end ? undefined : { body: bytes.subarray(begin, end), end };
}

function readChunks(bytes: Buffer, begin: number): Answer | undefined {
  const chunks: Buffer[] = [];
  for (let at = begin; ; ) {
    const line = bytes.indexOf(LINE_END, at);
    if (line < 0) return undefined;
    const start = line + LINE_END.length;
    const end = start + Number.parseInt(bytes.toString('latin1', at, line), 16);
    if (bytes.length < end + LINE_END.length) return undefined;
    if (end === start) return { body: Buffer.concat(chunks), end: end + LINE_END.length };
    chunks.push(bytes.subarray(start, end));
    at = end + LINE_END.length;
  }
}
