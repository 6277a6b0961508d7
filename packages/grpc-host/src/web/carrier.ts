import type { ServerResponse } from 'node:http';
import { Http2ServerResponse, type ServerHttp2Stream } from 'node:http2';
import type { Writable } from 'node:stream';

/** The stream of HTTP/2 that carries a response; undefined in HTTP/1.1. */
export function http2StreamOf(response: ServerResponse): ServerHttp2Stream | undefined {
  return response instanceof Http2ServerResponse ? response.stream : undefined;
}

/** What a response is written to: that of node:http2 doesn't tell by itself whether it is destroyed or full. */
export function carrierOf(response: ServerResponse): Writable {
  return http2StreamOf(response) ?? response;
}
