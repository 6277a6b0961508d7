/** A message in a stream of Connect: flags, length, bytes. */
export interface Envelope {
  readonly flags: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** The flag of the last envelope, which holds JSON: the error, if there was one. */
export const END_OF_STREAM = 0b10;

const HEAD_SIZE = 5;

/** The bytes of one message. */
export function encodeEnvelope(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEAD_SIZE + message.length);
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, HEAD_SIZE);
  return bytes;
}

/** The messages of a body, as they come. */
export async function* readEnvelopes(body: ReadableStream<Uint8Array>): AsyncGenerator<Envelope> {
  const reader = body.getReader();
  let rest = new Uint8Array();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest = joined(rest, value);
      for (let envelope = firstOf(rest); envelope; envelope = firstOf(rest)) {
        rest = rest.subarray(HEAD_SIZE + envelope.data.length);
        yield envelope;
      }
    }
  } finally {
    // Whoever stops reading ends the call.
    await reader.cancel().catch(() => {});
  }
}

function firstOf(bytes: Uint8Array<ArrayBuffer>): Envelope | undefined {
  if (bytes.length < HEAD_SIZE) return undefined;
  const end = HEAD_SIZE + new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  return bytes.length < end ? undefined : { flags: bytes[0] ?? 0, data: bytes.subarray(HEAD_SIZE, end) };
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
}
