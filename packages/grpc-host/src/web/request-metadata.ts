import type { IncomingHttpHeaders } from 'node:http';
import { Metadata } from '@grpc/grpc-js';

/** The cookies of other programs on the same machine come along with those of none here. */
const IGNORED: ReadonlySet<string> = new Set(['cookie']);

/** What a request of the web says as metadata. What gRPC couldn't say, such as a text beyond ASCII, is left out. */
export function requestMetadata(headers: IncomingHttpHeaders): Metadata {
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
