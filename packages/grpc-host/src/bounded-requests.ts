import { BinaryReader } from '@bufbuild/protobuf/wire';
import { hostError } from './host-errors.js';

/** How many tags and lengths a request may have: a list of 10,000 texts fits, and reading them takes about 3 ms. */
const MAX_PARTS = 25_000;

interface Method {
  readonly requestDeserialize: (bytes: Buffer) => unknown;
}

/**
 * The same service, but a request with absurdly many fields or elements is refused before they become objects: 4 MiB
 * hold two million empty texts, and arrive as 4 KB if they are compressed.
 *
 * @param definition what ts-proto generated for the service: its decoders take a reader in place of bytes
 */
export function boundRequests<Definition extends Readonly<Record<string, Method>>>(definition: Definition): Definition {
  const bounded = Object.entries(definition).map(([name, method]) => [name, { ...method, ...boundedDecoding(method) }]);
  // The same keys and types as before, which `fromEntries` can't tell.
  return Object.fromEntries(bounded) as Definition;
}

function boundedDecoding({ requestDeserialize }: Method): Method {
  // What ts-proto generates takes a reader wherever it takes bytes; the type of a service's definition doesn't say so.
  return { requestDeserialize: (bytes) => requestDeserialize(new BoundedReader(bytes) as unknown as Buffer) };
}

/** Counts the tags and lengths that are read, whichever message they are in, and whether its fields are known or not. */
class BoundedReader extends BinaryReader {
  constructor(bytes: Uint8Array) {
    super(bytes);
    const { uint32 } = this;
    let parts = 0;
    this.uint32 = () => {
      if (++parts > MAX_PARTS) throw hostError('TOO_MANY_FIELDS', 'The request has far too many fields and elements.');
      return uint32.call(this);
    };
  }
}
