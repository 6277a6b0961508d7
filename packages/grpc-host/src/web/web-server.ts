import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallHost } from '../call.js';
import type { ConnectionServer } from '../connection-server.js';
import type { HostLimits } from '../limits.js';
import { messageOf } from '../message-of.js';
import type { Method } from '../service.js';
import { fileRegistry } from '../services/file-registry.js';
import { carrierOf } from './carrier.js';
import { Documents } from './documents.js';
import { EntryRules, hostsOf, PLAIN } from './entry-rules.js';
import { createHttp1Server } from './http1-server.js';
import { createHttp2Server } from './http2-server.js';
import { openApiPage } from './openapi-page.js';
import { PROBES } from './probes.js';
import { remembered } from './remembered.js';
import { createRoutes } from './routes.js';
import { isCall, isPlainGrpc, refuseUnknown, serveCall } from './serve-call.js';
import type { WebOptions } from './web-options.js';

/** What the web serves. */
export interface WebParts {
  readonly methods: readonly Method[];
  /** The names of the services that pages tell about: those of the program, without health and reflection. */
  readonly services: readonly string[];
  /** The contracts of the methods, as the bytes of a google.protobuf.FileDescriptorSet. */
  readonly descriptors: Uint8Array;
  readonly limits: HostLimits;
  readonly web: WebOptions;
  /** The name or address that the host listens on. */
  readonly host: string;
  readonly calls: CallHost;
  /** Whether health is SERVING. */
  readonly isServing: () => boolean;
}

/** Serves HTTP on connections, by how they start. */
export interface WebServer {
  readonly http1: ConnectionServer;
  /** Serves gRPC, too. */
  readonly http2: ConnectionServer;
}

/** Serves the methods of a host to programs that speak HTTP: Connect, with JSON or not, and gRPC-Web. */
export function createWebServer(parts: WebParts): WebServer {
  const { services, limits, calls, web, host, isServing } = parts;
  const routes = createRoutes(parts.methods, fileRegistry(parts.descriptors), limits);
  const openApi = openApiPage(routes, services, web.api ?? { title: services.join(', '), version: '1' });
  const documents = new Documents(web.files ?? (() => new Map()));
  const rules = new EntryRules(host, web);
  /** Gives a promise only of what takes longer: most requests are calls, which are on their way at once. */
  const serve = (request: IncomingMessage, response: ServerResponse): Promise<void> | undefined => {
    const path = pathOf(request);
    const route = routes.get(path);
    const probe = PROBES.get(path);
    const hosts = hostsOf(request);
    if (probe) probe(isServing, request, response);
    // The library would fail, as if this server had.
    else if (!areHosts(hosts)) response.writeHead(400, PLAIN).end(NO_HOST);
    else if (!isPlainGrpc(request) && rules.answers(request, response, hosts)) return undefined;
    else if (path === '/openapi.json') return openApi(request, response);
    else if (route) return serveCall(route, request, response, calls, limits.maxMessageSize);
    else if (isCall(request)) refuseUnknown(path, request, response, calls);
    else return serveDocument(documents, path, request, response);
    return undefined;
  };
  const onError = (error: unknown, response: ServerResponse) => {
    // One whose caller has left fails as well.
    if (carrierOf(response).destroyed) return;
    calls.log.error({ err: error }, `A request was not answered: ${messageOf(error)}`);
    if (response.headersSent) carrierOf(response).destroy();
    else response.writeHead(500, PLAIN).end('The server failed. Its log has the cause.\n');
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    try {
      serve(request, response)?.catch((error) => onError(error, response));
    } catch (error) {
      onError(error, response);
    }
  };
  return { http1: createHttp1Server(limits, onRequest), http2: createHttp2Server(limits, onRequest) };
}

const NO_HOST = 'The request must say which host it is for: a name or an address, and perhaps a port.\n';

const isHost = remembered((host) => URL.canParse(`http://${host}`));

function areHosts(hosts: readonly string[]): boolean {
  return hosts.length > 0 && hosts.every(isHost);
}

function pathOf({ url = '' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

async function serveDocument(
  documents: Documents,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const document = await documents.at(path);
  if (document) await document.serve(request, response);
  else response.writeHead(404, PLAIN).end('There is nothing at this path.\n');
}
