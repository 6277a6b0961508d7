import { Code, ConnectError } from '@connectrpc/connect';
import {
  type Compression,
  type EnvelopedMessage,
  pipe,
  readAllBytes,
  transformDecompressEnvelope,
  transformJoinEnvelopes,
  transformSplitEnvelope,
} from '@connectrpc/connect/protocol';
import { COMPRESSIONS } from './compression.js';

/** Where a request says how its body is compressed: as a whole in Connect, or each message in a stream and in gRPC. */
const WHOLE = 'content-encoding';
const ENVELOPED = ['connect-content-encoding', 'grpc-encoding'];

/** The body of a request, and the headers that describe it. */
export interface RequestBody {
  readonly header: Headers;
  readonly body: AsyncIterable<Uint8Array>;
}

/**
 * Lets messages be seen as bytes before the library reads them. What it gets is not compressed.
 *
 * @param contentType one that the library knows
 * @param maxBytes how large a message may be
 * @param take gets the bytes of each message, and gives those that take their place; may throw what the call ends with
 */
export function takeMessages(
  { header, body }: RequestBody,
  contentType: string,
  maxBytes: number,
  take: (message: Uint8Array) => Uint8Array,
): RequestBody {
  const isEnveloped = /^application\/(connect\+|grpc)/.test(contentType);
  const name = (isEnveloped ? ENVELOPED : [WHOLE]).map((key) => header.get(key)).find((value) => value !== null);
  const compression = COMPRESSIONS.find((known) => known.name === name) ?? null;
  // One that isn't known is for the library to refuse.
  if (!compression && name !== undefined && name !== 'identity') return { header, body };
  const rest = new Headers(header);
  for (const key of [WHOLE, ...ENVELOPED, 'content-length']) rest.delete(key);
  return {
    header: rest,
    body: isEnveloped ? envelopes(body, compression, maxBytes, take) : whole(body, compression, maxBytes, take),
  };
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

async function* whole(
  body: AsyncIterable<Uint8Array>,
  compression: Compression | null,
  maxBytes: number,
  take: (message: Uint8Array) => Uint8Array,
): AsyncGenerator<Uint8Array> {
  const bytes = await readAllBytes(body, maxBytes);
  yield take(compression ? await compression.decompress(bytes, maxBytes) : bytes);
}
