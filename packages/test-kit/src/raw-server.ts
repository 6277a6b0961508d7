import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { frame } from './raw-http2.js';

/** One call at a RawServer. */
export interface RawCall {
  readonly stream: ServerHttp2Stream;
  /** Which method it calls: `/movie.v1.MovieService/GetMovie`. */
  readonly path: string;
  /** How many calls there were before. */
  readonly index: number;
}

/** An HTTP/2 server that answers as no gRPC server would: `await using server = await RawServer.start(answer)`. */
export class RawServer implements AsyncDisposable {
  /** Where a client finds it. */
  readonly address: string;
  readonly #server: Http2Server;
  readonly #sessions: Set<ServerHttp2Session>;

  private constructor(server: Http2Server, address: string, sessions: Set<ServerHttp2Session>) {
    this.#server = server;
    this.address = address;
    this.#sessions = sessions;
  }

  /** @param answer runs for each call */
  static async start(answer: (call: RawCall) => void): Promise<RawServer> {
    const sessions = new Set<ServerHttp2Session>();
    let index = 0;
    const server = createServer();
    server.on('session', (session) => sessions.add(session.on('error', () => {})));
    server.on('stream', (stream, { ':path': path = '' }) => {
      stream.on('error', () => {});
      answer({ stream, path, index: index++ });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.');
    return new RawServer(server, `127.0.0.1:${address.port}`, sessions);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** Begins a response with headers and these messages, and leaves it open. */
export function beginResponse(stream: ServerHttp2Stream, messages: readonly Uint8Array[] = []): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  for (const message of messages) stream.write(frame(message));
}

/** Ends a response that has begun with these trailers. */
export function endResponse(stream: ServerHttp2Stream, trailers: Readonly<Record<string, string>>): void {
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end();
}
