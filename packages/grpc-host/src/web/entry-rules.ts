import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback, withoutBrackets, withoutMapping } from '../listener/address.js';
import type { WebOptions } from './web-options.js';

/** Headers of a request that a page elsewhere may set, and those of the answer that it may read. */
const CORS_HEADERS = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers':
    'authorization, content-type, connect-protocol-version, connect-timeout-ms, grpc-timeout, x-grpc-web, x-user-agent, x-request-id',
  'access-control-expose-headers':
    'grpc-status, grpc-message, grpc-status-details-bin, x-request-id, connect-content-encoding',
  'access-control-max-age': '7200',
};

/**
 * Which requests a server takes. A browser also carries the pages of strangers, and anyone on this machine may be allowed
 * to write: so a request must name this server, and only its own pages and those of `origins` may send anything.
 */
export class EntryRules {
  readonly #names: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;

  /** @param host the name or address that the server listens on */
  constructor(host: string, { hosts = [], origins = [] }: WebOptions) {
    this.#names = new Set([host, ...hosts].map((name) => withoutBrackets(name.toLowerCase())));
    this.#origins = new Set(origins);
  }

  /** Answers a request that is refused, or that only asks whether another is allowed. @returns whether it did */
  answers(request: IncomingMessage, response: ServerResponse): boolean {
    const { origin, ':authority': authority = '' } = request.headers;
    const host = request.headers.host ?? String(authority);
    if (!this.#isNamed(host, request)) {
      const text = `This server is not known as ${JSON.stringify(host)}: its option --web-host adds a name.\n`;
      response.writeHead(421, PLAIN).end(text);
      return true;
    }
    if (origin === undefined) return false;
    if (this.#origins.size > 0) response.setHeader('vary', 'origin');
    const isElsewhere = this.#origins.has(origin);
    if (isElsewhere) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-expose-headers', CORS_HEADERS['access-control-expose-headers']);
    }
    if (request.method === 'OPTIONS') {
      response.writeHead(204, isElsewhere ? CORS_HEADERS : {}).end();
      return true;
    }
    if (isElsewhere || isSameOrigin(origin, host) || isRead(request)) return false;
    const text = `Pages of ${origin} may not call this server: its option --web-origin allows them.\n`;
    response.writeHead(403, PLAIN).end(text);
    return true;
  }

  #isNamed(host: string, { socket }: IncomingMessage): boolean {
    const name = withoutBrackets(host.replace(/\.?(:\d*)?$/, '').toLowerCase());
    if (name === 'localhost' || isLoopback(name) || this.#names.has(name)) return true;
    // A page can't make a name of its own lead to this server and be its address, too.
    return name === withoutMapping(socket.localAddress ?? '');
  }
}

/** Headers of an answer for people. */
export const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Whether a page comes from this server, whichever way of writing its port. */
function isSameOrigin(origin: string, host: string): boolean {
  if (!/^https?:/.test(origin) || !URL.canParse(origin)) return false;
  const own = origin.replace(/:.*/s, `://${host}`);
  return URL.canParse(own) && new URL(own).host === new URL(origin).host;
}
