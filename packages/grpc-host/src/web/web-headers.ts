import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Metadata } from '@grpc/grpc-js';
import type { CallHeaders } from '../call-headers.js';
import { REQUEST_ID_KEY } from '../request-id.js';

/** The cookies of other programs on the same machine come along with those of none here. */
const IGNORED: ReadonlySet<string> = new Set(['cookie']);

/** The headers of a request of the web. Most calls are answered without their metadata, so it is made when it is read. */
export class WebHeaders implements CallHeaders {
  readonly #request: IncomingMessage;
  #metadata: Metadata | undefined;

  constructor(request: IncomingMessage) {
    this.#request = request;
  }

  get metadata(): Metadata {
    this.#metadata ??= requestMetadata(this.#request.headers);
    return this.#metadata;
  }

  get requestId(): unknown {
    return this.#request.headers[REQUEST_ID_KEY];
  }

  get maxBytes(): number {
    let bytes = 0;
    for (const text of this.#request.rawHeaders) {
      // Such a header may have several values, and each counts with the name.
      if (/-bin$/i.test(text)) return Number.POSITIVE_INFINITY;
      bytes += text.length;
    }
    return bytes;
  }
}

/** What a request of the web says as metadata. What gRPC couldn't say, such as a text beyond ASCII, is left out. */
function requestMetadata(headers: IncomingHttpHeaders): Metadata {
  const metadata = new Metadata();
  for (const [key, value = []] of Object.entries(headers)) {
    if (key.startsWith(':') || IGNORED.has(key)) continue;
    if (typeof value === 'string') addTo(metadata, key, value);
    else for (const text of value) addTo(metadata, key, text);
  }
  return metadata;
}

function addTo(metadata: Metadata, key: string, text: string): void {
  try {
    if (key.endsWith('-bin')) for (const part of text.split(',')) metadata.add(key, Buffer.from(part, 'base64'));
    else metadata.add(key, text);
  } catch {
    // The library of gRPC has a function for this that prints what it leaves out: it may be a secret.
  }
}
