import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type ClientSessionOptions,
  connect,
  type IncomingHttpHeaders,
} from 'node:http2';

/** An HTTP/2 connection that sends what no gRPC client would. `using` closes it. */
export function connectHttp2(port: number, options: ClientSessionOptions = {}): ClientHttp2Session & Disposable {
  const session = connect(`http://127.0.0.1:${port}`, options);
  session.on('error', () => {});
  return Object.assign(session, { [Symbol.dispose]: () => session.destroy() });
}

/** Begins a call; its body is for the caller to write. */
export function openCall(
  session: ClientHttp2Session,
  path: string,
  headers: Readonly<Record<string, string | string[]>> = {},
): ClientHttp2Stream {
  const standard = { ':method': 'POST', ':path': path, te: 'trailers', 'content-type': 'application/grpc' };
  const stream = session.request({ ...standard, ...headers }, { endStream: false });
  stream.on('error', () => {});
  return stream;
}

/** What the server made of a call. */
export interface RawAnswer {
  /** Of HTTP; undefined if the stream was reset before. */
  readonly httpStatus: number | undefined;
  /** Of gRPC; undefined if none came. */
  readonly grpcStatus: number | undefined;
  readonly message: string;
  /** HTTP/2's error code that the stream ended with; 0 if with none. */
  readonly rstCode: number;
  readonly body: Buffer;
}

/** Waits for the end of a call, at least of its answer. */
export async function answerOf(stream: ClientHttp2Stream): Promise<RawAnswer> {
  const headers: IncomingHttpHeaders = {};
  const chunks: Buffer[] = [];
  stream.on('response', (received) => Object.assign(headers, received));
  stream.on('trailers', (received) => Object.assign(headers, received));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  // Not `once`, which throws what the stream fails with.
  if (!stream.destroyed) await new Promise((resolve) => stream.once('end', resolve).once('close', resolve));
  const { ':status': httpStatus, 'grpc-status': grpcStatus, 'grpc-message': message = '' } = headers;
  return {
    httpStatus: httpStatus === undefined ? undefined : Number(httpStatus),
    grpcStatus: grpcStatus === undefined ? undefined : Number(grpcStatus),
    message: decodeURIComponent(String(message)),
    rstCode: stream.rstCode ?? 0,
    body: Buffer.concat(chunks),
  };
}

/** A gRPC message in its frame: whether it is compressed, its length, its bytes. */
export function frame(bytes: Uint8Array, { compressed = false, length = bytes.length } = {}): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(compressed ? 1 : 0, 0);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, bytes]);
}
