import type { IncomingMessage, ServerResponse } from 'node:http';
import { Code, ConnectError, createContextValues } from '@connectrpc/connect';
import { errorToJsonBytes, parseTimeout } from '@connectrpc/connect/protocol-connect';
import { parseTimeout as parseGrpcTimeout } from '@connectrpc/connect/protocol-grpc';
import { universalRequestFromNodeRequest } from '@connectrpc/connect-node';
import { type CallHost, ServerCall } from '../call.js';
import type { Protocol } from '../call-transport.js';
import { MAX_TIMER_MS } from '../limits.js';
import type { Method } from '../service.js';
import { shownPath, UNKNOWN_METHOD } from '../unknown-method.js';
import { ConnectTransport } from './connect-transport.js';
import { NOSNIFF, PLAIN } from './entry-rules.js';
import { contentTypeIn } from './query-message.js';
import { refusalIn } from './refusal-in.js';
import { takeMessages } from './request-messages.js';
import { type Route, WEB_CALL } from './routes.js';
import { WebCall } from './web-call.js';
import { WebHeaders } from './web-headers.js';
import { writeAnswer } from './write-answer.js';

/** No answer to a call is kept by caches. */
const UNCACHED = { 'cache-control': 'no-store' };

/** A message in a URL is short; one that is compressed there must not become long. */
const MAX_URL_BYTES = 64 * 1024;

/**
 * Serves a request for a method: it becomes a `ServerCall`, unless it is none in any protocol. What the library does takes
 * longer, and may fail then.
 *
 * @param maxBytes how large a message may be
 */
export function serveCall(
  { method, handler, json }: Route,
  request: IncomingMessage,
  response: ServerResponse,
  host: CallHost,
  maxBytes: number,
): Promise<void> | undefined {
  const query = request.method === 'GET' ? queryOf(request) : undefined;
  const contentType = query ? contentTypeIn(query) : contentTypeOf(request);
  const isStream = method.requestStream || method.responseStream;
  if (!handler.allowedMethods.includes(request.method ?? '')) {
    response.writeHead(405, { ...PLAIN, ...UNCACHED, allow: handler.allowedMethods.join(', ') });
    response.end(`${method.path} takes ${handler.allowedMethods.join(' or ')}.\n`);
  } else if (!handler.supportedContentType(contentType) || isBase64(contentType)) {
    const types = query ? QUERIES : contentTypesOf(method);
    response.writeHead(415, { ...PLAIN, ...UNCACHED }).end(`${method.path} takes ${types}.\n`);
  } else if (isStream || protocolOf(contentType) !== 'connect') {
    return serveByLibrary({ method, handler, json }, contentType, request, response, host, maxBytes);
  } else {
    const call = new ConnectTransport(request, response, deadlineOf(request), {
      json: contentType.includes('json') ? json : undefined,
      query,
      maxBytes: query ? Math.min(maxBytes, MAX_URL_BYTES) : maxBytes,
    });
    call.start(new ServerCall(method, method.path, call, host, call), new WebHeaders(request));
  }
  return undefined;
}

/** Lets the library speak the protocol of a call. */
async function serveByLibrary(
  { method, handler, json }: Route,
  contentType: string,
  request: IncomingMessage,
  response: ServerResponse,
  host: CallHost,
  maxBytes: number,
): Promise<void> {
  // A response of HTTP/2 can't take several at once.
  for (const [name, value] of Object.entries({ ...NOSNIFF, ...UNCACHED })) response.setHeader(name, value);
  const values = createContextValues();
  const universal = universalRequestFromNodeRequest(request, response, undefined, values);
  if (method.requestStream && method.responseStream && universal.httpVersion.startsWith('1.')) {
    await writeAnswer(await handler(universal), response);
    return;
  }
  const call = new WebCall(request, response, protocolOf(contentType), deadlineOf(request));
  values.set(WEB_CALL, call);
  call.start(new ServerCall(method, method.path, call, host, call), new WebHeaders(request));
  const sent = { header: universal.header, body: call.body() };
  const requests = contentType.includes('json') ? json : undefined;
  const taken = takeMessages(sent, maxBytes, (message) => call.takeRequest(message, requests));
  const answer = await handler({ ...universal, ...taken });
  await writeAnswer(answer, response, (part) => {
    // The library has answered before it had a request for us.
    if (!call.hasRequests) call.refuse(refusalIn(textOf(part)));
  });
}

/** Read as a URL, which has a way to read odd signs. */
function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  return new URL(url, 'http://localhost').searchParams;
}

const QUERIES = 'a GET with ?encoding=json&message=, and then a request in JSON; or with encoding=proto';

function contentTypesOf({ requestStream, responseStream }: Method): string {
  const connect = requestStream || responseStream ? 'application/connect+' : 'application/';
  return `the content types ${connect}json, ${connect}proto, application/grpc-web+json or application/grpc-web+proto`;
}

/** Whether it is gRPC-Web as text, which the library says that it supports, and then refuses without a word. */
function isBase64(contentType: string): boolean {
  return contentType.startsWith('application/grpc-web-text');
}

/** Whether a request is a call, of whichever method. */
export function isCall(request: IncomingMessage): boolean {
  return request.method === 'POST' && /^application\/(json|proto|connect\+|grpc)/.test(contentTypeOf(request));
}

/**
 * Whether a request is one of gRPC over HTTP/2. It came over TLS, as all others of gRPC go to grpc-js: its client has
 * checked the name of this server, which the page of a stranger doesn't have.
 */
export function isPlainGrpc(request: IncomingMessage): boolean {
  return request.httpVersionMajor === 2 && protocolOf(contentTypeOf(request)) === 'grpc';
}

/** Answers a call of a method that there isn't, and lets the log and the metrics see it. */
export function refuseUnknown(path: string, request: IncomingMessage, response: ServerResponse, host: CallHost): void {
  const call = new WebCall(request, response, protocolOf(contentTypeOf(request)), Number.POSITIVE_INFINITY);
  const shown = shownPath(path);
  call.start(new ServerCall(UNKNOWN_METHOD, shown, call, host, call), new WebHeaders(request));
  const error = call.error ?? new ConnectError(`This server has no method ${shown}.`, Code.Unimplemented);
  // Clients of each protocol take the HTTP status for UNIMPLEMENTED; the rest is for people.
  response.writeHead(error.code === Code.Unimplemented ? 404 : 503, { ...NOSNIFF, 'content-type': 'application/json' });
  response.end(errorToJsonBytes(error, undefined));
}

/** Its letters may be of either case. */
function contentTypeOf({ headers }: IncomingMessage): string {
  return headers['content-type']?.toLowerCase() ?? '';
}

function protocolOf(contentType: string): Protocol {
  if (contentType.startsWith('application/grpc-web')) return 'grpc-web';
  return contentType.startsWith('application/grpc') ? 'grpc' : 'connect';
}

/** When the answer is due, in milliseconds since 1970; Infinity if the caller doesn't say, or the library will refuse it. */
function deadlineOf({ headers }: IncomingMessage): number {
  const connect = headers['connect-timeout-ms'];
  const grpc = headers['grpc-timeout'];
  const { timeoutMs = Number.POSITIVE_INFINITY, error } =
    typeof connect === 'string'
      ? parseTimeout(connect, MAX_TIMER_MS)
      : parseGrpcTimeout(typeof grpc === 'string' ? grpc : null, MAX_TIMER_MS);
  return error ? Number.POSITIVE_INFINITY : Date.now() + timeoutMs;
}

function textOf(part: Uint8Array | Headers): string {
  return part instanceof Headers ? `grpc-status: ${part.get('grpc-status')}` : Buffer.from(part).toString('latin1');
}
