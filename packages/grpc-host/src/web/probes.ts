import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerRead } from './answer-read.js';

type Probe = (isServing: () => boolean, request: IncomingMessage, response: ServerResponse) => void;

/**
 * What load balancers ask, by path. They may name the server as they like: the answers tell nothing else, and change
 * nothing.
 */
export const PROBES: ReadonlyMap<string, Probe> = new Map([
  ['/healthz', (_isServing, request, response) => answerRead(request, response, { text: 'ok\n' })],
  [
    '/readyz',
    (isServing, request, response) =>
      isServing()
        ? answerRead(request, response, { text: 'ok\n' })
        : answerRead(request, response, { status: 503, text: 'The server is shutting down.\n' }),
  ],
]);
