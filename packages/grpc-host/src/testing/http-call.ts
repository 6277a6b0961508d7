import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { frame } from 'test-kit';

/** A request on a connection of its own, and what comes of it. */
export interface HttpCall extends Disposable {
  readonly request: ClientRequest;
  /** Once its headers are there; the body is for the test to read. */
  readonly response: Promise<IncomingMessage>;
}

/** Begins a POST whose body is for the test to write. */
export function beginCall(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  options: RequestOptions = {},
): HttpCall {
  const all = { 'content-type': 'application/json', ...headers };
  const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers: all, agent: false, ...options });
  const response = new Promise<IncomingMessage>((resolve, reject) =>
    sent.once('response', resolve).once('error', reject),
  );
  // A test may not care for it.
  response.catch(() => {});
  sent.on('error', () => {});
  return { request: sent, response, [Symbol.dispose]: () => sent.destroy() };
}

/** Begins a call of a method with a stream of responses, by Connect with JSON. */
export function beginStream(
  port: number,
  path: string,
  message: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  const call = beginCall(port, path, { 'content-type': 'application/connect+json', ...headers });
  call.request.end(frame(Buffer.from(JSON.stringify(message))));
  return call;
}

/** Makes a call. @returns its HTTP status, its headers, and its body: as JSON if it is some */
export async function callHttp(
  port: number,
  path: string,
  body: Uint8Array | string,
  headers: Readonly<Record<string, string>> = {},
) {
  using call = beginCall(port, path, headers);
  call.request.end(body);
  const response = await call.response;
  const bytes = await buffer(response);
  const isJson = response.headers['content-type'] === 'application/json' && !response.headers['content-encoding'];
  return {
    status: response.statusCode,
    headers: response.headers,
    bytes,
    json: isJson ? JSON.parse(String(bytes)) : undefined,
  };
}

/** The messages of a stream of Connect, and the end that comes after them. */
export function readEnvelopes(bytes: Buffer): { readonly messages: unknown[]; readonly end: unknown } {
  const messages: unknown[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at + 1);
    const message: unknown = JSON.parse(String(bytes.subarray(at + 5, at + 5 + length)));
    if (bytes[at] === 2) return { messages, end: message };
    messages.push(message);
    at += 5 + length;
  }
  return { messages, end: undefined };
}
