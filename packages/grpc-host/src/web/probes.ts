import type { IncomingMessage, ServerResponse } from 'node:http';
import { PLAIN } from './entry-rules.js';

type Probe = (isServing: () => boolean, request: IncomingMessage, response: ServerResponse) => void;

/**
 * What load balancers ask, by path. They may name the server as they like: the answers tell nothing else, and change
 * nothing.
 */
export const PROBES: ReadonlyMap<string, Probe> = new Map([
  ['/healthz', (_isServing, request, response) => answer(request, response, 200, 'ok')],
  [
    '/readyz',
    (isServing, request, response) =>
      isServing()
        ? answer(request, response, 200, 'ok')
        : answer(request, response, 503, 'The server is shutting down.'),
  ],
]);

function answer({ method }: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  response.setHeader('cache-control', 'no-store');
  if (method === 'GET' || method === 'HEAD') response.writeHead(status, PLAIN).end(`${text}\n`);
  else response.writeHead(405, { ...PLAIN, allow: 'GET, HEAD' }).end('This can only be read.\n');
}
