import type { IncomingMessage, ServerResponse } from 'node:http';
import { NOSNIFF, PLAIN } from './entry-rules.js';

/** What can be read at a path. */
export interface Page {
  /** Default: 200. */
  readonly status?: number;
  /** Default: plain text. */
  readonly type?: string;
  readonly text: string;
}

/** Answers a request for what can only be read, and is not kept by caches. */
export function answerRead({ method }: IncomingMessage, response: ServerResponse, page: Page): void {
  const { status = 200, type = PLAIN['content-type'], text } = page;
  response.setHeader('cache-control', 'no-store');
  if (method === 'GET' || method === 'HEAD') response.writeHead(status, { ...NOSNIFF, 'content-type': type }).end(text);
  else response.writeHead(405, { ...PLAIN, allow: 'GET, HEAD' }).end('This can only be read.\n');
}
