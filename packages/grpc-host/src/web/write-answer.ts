import type { ServerResponse } from 'node:http';
import type { UniversalServerResponse } from '@connectrpc/connect/protocol';
import { carrierOf } from './carrier.js';

/** Sends the headers of an answer, unless they are sent already. */
export function startAnswer(response: ServerResponse, status: number, headers: Headers | undefined): void {
  if (response.headersSent || carrierOf(response).destroyed) return;
  response.writeHead(status, Object.fromEntries(headers ?? []));
  response.flushHeaders();
}

/**
 * Sends an answer of the library, as fast as its reader takes it. The library has such a function, too, but it can't have
 * sent the headers of a stream before there is a message.
 *
 * @param onPart gets each piece of the body, and then the trailers, before they are sent
 */
export async function writeAnswer(
  { status, header, body, trailer }: UniversalServerResponse,
  response: ServerResponse,
  onPart: (part: Uint8Array | Headers) => void = () => {},
): Promise<void> {
  for await (const chunk of body ?? []) {
    onPart(chunk);
    startAnswer(response, status, header);
    if (carrierOf(response).destroyed) return;
    if (!response.write(chunk)) await drained(response);
  }
  onPart(trailer ?? new Headers());
  startAnswer(response, status, header);
  if (trailer) response.addTrailers(Object.fromEntries(trailer));
  response.end();
}

/** Waits until the reader has taken what was written, or is gone. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
