import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { NOSNIFF, PLAIN } from './entry-rules.js';

/** A file that is served from memory. */
export interface StaticFile {
  readonly body: Uint8Array | string;
  /** With its charset: `text/html; charset=utf-8`. */
  readonly contentType: string;
  /** Whether its path changes with its content, so that browsers may keep it. Default: false, they ask each time. */
  readonly immutable?: boolean | undefined;
}

/** Files by their paths: `/`, `/assets/page-4f2a.js`. */
export type StaticFiles = ReadonlyMap<string, StaticFile>;

/** Nothing from elsewhere, nothing inline, and in no frame. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS = {
  ...NOSNIFF,
  'content-security-policy': POLICY,
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
};

/** A smaller file gains nothing. */
const MIN_COMPRESSED_BYTES = 1_024;

type Coding = 'br' | 'gzip';

const COMPRESS = { br: promisify(brotliCompress), gzip: promisify(gzip) } as const;

/** Serves a file, compressed if the caller takes it. */
export class FileServer {
  readonly #body: Buffer;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #tag: string;
  readonly #compressed = new Map<Coding, Promise<Buffer>>();

  constructor({ body, contentType, immutable = false }: StaticFile) {
    this.#body = Buffer.from(body);
    this.#tag = createHash('sha256').update(this.#body).digest('base64url').slice(0, 22);
    const cache = immutable ? 'public, max-age=31536000, immutable' : 'no-cache';
    this.#headers = { ...HEADERS, 'content-type': contentType, 'cache-control': cache };
  }

  async serve({ method, headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { ...PLAIN, allow: 'GET, HEAD' }).end('This can only be read.\n');
      return;
    }
    response.appendHeader('vary', 'accept-encoding');
    const coding = this.#codingFor(headers['accept-encoding'] ?? '');
    // Another one for each coding: they are other bytes.
    const etag = `"${this.#tag}${coding ? `-${coding}` : ''}"`;
    if (headers['if-none-match']?.split(/, */).some((tag) => tag === etag || tag === `W/${etag}`)) {
      response.writeHead(304, { ...this.#headers, etag }).end();
      return;
    }
    const body = coding ? await this.#compress(coding) : this.#body;
    const length = { etag, 'content-length': body.length, ...(coding && { 'content-encoding': coding }) };
    response.writeHead(200, { ...this.#headers, ...length }).end(method === 'HEAD' ? undefined : body);
  }

  #codingFor(accepted: string): Coding | undefined {
    if (this.#body.length < MIN_COMPRESSED_BYTES) return undefined;
    const taken = accepted.split(',').filter((entry) => !/;\s*q=0(\.0*)?\s*$/.test(entry));
    const names = taken.map((entry) => entry.split(';')[0]?.trim());
    return names.includes('br') ? 'br' : names.includes('gzip') ? 'gzip' : undefined;
  }

  /** Once, as small as it gets. */
  #compress(coding: Coding): Promise<Buffer> {
    const known = this.#compressed.get(coding) ?? COMPRESS[coding](this.#body);
    this.#compressed.set(coding, known);
    return known;
  }
}
