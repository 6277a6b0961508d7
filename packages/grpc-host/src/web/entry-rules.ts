import type { IncomingMessage, ServerResponse } from 'node:http';
import { isLoopback, withoutBrackets, withoutMapping } from '../listener/address.js';
import { remembered } from './remembered.js';
import type { WebOptions } from './web-options.js';

/** Headers of an answer that a page elsewhere may read, if it may call. */
const EXPOSED = 'grpc-status, grpc-message, grpc-status-details-bin, x-request-id, connect-content-encoding';

/** How long a browser may go by the answer to its question, in seconds. */
const MAX_AGE_S = 7_200;

/**
 * Which requests a server takes. A browser also carries the pages of strangers, and anyone on this machine may be allowed
 * to write: so a request must name this server, and only its own pages and those of `origins` may send anything.
 */
export class EntryRules {
  /** Whether a host is this server, whichever address the connection is at. */
  readonly #isOwn: (host: string) => boolean;
  readonly #origins: ReadonlySet<string>;

  /** @param host the name or address that the server listens on */
  constructor(host: string, { hosts = [], origins = [] }: WebOptions) {
    const names = new Set([host, ...hosts].map((name) => withoutBrackets(name.toLowerCase())));
    this.#isOwn = remembered((host) => {
      const name = nameOf(host);
      return name === 'localhost' || isLoopback(name) || names.has(name);
    });
    this.#origins = new Set(origins);
  }

  /**
   * Answers a request that is refused, or that only asks whether another is allowed.
   *
   * @param hosts the names that it gives this server
   * @returns whether it did
   */
  answers(request: IncomingMessage, response: ServerResponse, hosts: readonly string[]): boolean {
    const { origin } = request.headers;
    const stranger = hosts.find((name) => !this.#isNamed(name, request));
    if (stranger !== undefined) {
      const text = `This server is not known as ${JSON.stringify(stranger)}: its option --web-host adds a name.\n`;
      response.writeHead(421, PLAIN).end(text);
      return true;
    }
    if (this.#origins.size > 0) response.setHeader('vary', 'origin');
    if (origin === undefined) return false;
    const isElsewhere = this.#origins.has(origin);
    if (isElsewhere) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-expose-headers', EXPOSED);
    }
    if (request.method === 'OPTIONS') {
      if (isElsewhere) {
        response.setHeader('access-control-allow-methods', 'GET, POST');
        response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '');
        response.setHeader('access-control-max-age', MAX_AGE_S);
      }
      response.writeHead(204, NOSNIFF).end();
      return true;
    }
    if (isElsewhere || isSameOrigin(origin, hosts[0] ?? '') || isRead(request)) return false;
    const text = `Pages of ${origin} may not call this server: its option --web-origin allows them.\n`;
    response.writeHead(403, PLAIN).end(text);
    return true;
  }

  #isNamed(host: string, { socket }: IncomingMessage): boolean {
    // A page can't make a name of its own lead to this server and be its address, too.
    return this.#isOwn(host) || nameOf(host) === withoutMapping(socket.localAddress ?? '');
  }
}

/** Every answer has it: no browser takes it for another type than it says. */
export const NOSNIFF = { 'x-content-type-options': 'nosniff' };

/** Headers of an answer for people. */
export const PLAIN = { ...NOSNIFF, 'content-type': 'text/plain; charset=utf-8' };

/** The names that a request gives this server. With several, a proxy in front may have looked at any of them. */
export function hostsOf({ rawHeaders }: IncomingMessage): readonly string[] {
  const hosts: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (isHostHeader(rawHeaders[index] ?? '')) hosts.push(rawHeaders[index + 1] ?? '');
  }
  return hosts;
}

function isHostHeader(name: string): boolean {
  // Most have another length, which says so sooner.
  return (name.length === 4 || name.length === 10) && /^(host|:authority)$/i.test(name);
}

/** The name or address in what a request says for a host. */
function nameOf(host: string): string {
  return withoutBrackets(host.replace(/\.?(:\d*)?$/, '').toLowerCase());
}

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Whether a page comes from this server, whichever way of writing its port. */
function isSameOrigin(origin: string, host: string): boolean {
  if (!/^https?:/.test(origin) || !URL.canParse(origin)) return false;
  const own = origin.replace(/:.*/s, `://${host}`);
  return URL.canParse(own) && new URL(own).host === new URL(origin).host;
}
