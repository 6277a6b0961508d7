import { Code, ConnectError } from '@connectrpc/connect';
import {
  type Compression,
  type EnvelopedMessage,
  pipe,
  transformDecompressEnvelope,
  transformJoinEnvelopes,
  transformSplitEnvelope,
} from '@connectrpc/connect/protocol';
import { COMPRESSIONS } from './compression.js';

/** Where a request says how its messages are compressed: in streams of Connect, and in gRPC. */
const ENCODINGS = ['connect-content-encoding', 'grpc-encoding'];

/** The body of a request, and the headers that describe it. */
export interface RequestBody {
  readonly header: Headers;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Lets messages be seen as bytes before the library reads them. What it gets is not compressed.
 *
 * @param maxBytes how large a message may be
 * @param take gets the bytes of each message, and gives those that take their place; may throw what the call ends with
 */
export function takeMessages(
  { header, body }: RequestBody,
  maxBytes: number,
  take: (message: Uint8Array) => Uint8Array,
): RequestBody {
  const name = ENCODINGS.map((key) => header.get(key)).find((value) => value !== null);
  const compression = COMPRESSIONS.find((known) => known.name === name) ?? null;
  // One that isn't known is for the library to refuse.
  if (!compression && name !== undefined && name !== 'identity') return { header, body };
  const rest = new Headers(header);
  for (const key of ['content-encoding', ...ENCODINGS, 'content-length']) rest.delete(key);
  return { header: rest, body: envelopes(body, compression, maxBytes, take) };
}

function envelopes(
  body: AsyncIterable<Uint8Array>,
  compression: Compression | null,
  maxBytes: number,
  take: (message: Uint8Array) => Uint8Array,
): AsyncIterable<Uint8Array> {
  const takeEach = async function* (all: AsyncIterable<EnvelopedMessage>) {
    for await (const { flags, data } of all) {
      // The library skips some of these, and reads others as messages.
      if (flags !== 0) throw new ConnectError(`An envelope has unknown flags: ${flags}.`, Code.InvalidArgument);
      yield { flags, data: take(data) };
    }
  };
  return pipe(
    body,
    transformSplitEnvelope(maxBytes),
    transformDecompressEnvelope(compression, maxBytes),
    takeEach,
    transformJoinEnvelopes(),
  );
}
