/** A message's frame begins with a flag and its length (gRPC over HTTP/2, Length-Prefixed-Message). */
const HEAD_BYTES = 5;

/**
 * Puts messages into their frames, one after the other.
 *
 * @returns what grpc-js takes from a serializer: the frames without the first head. It writes a head of its own and has
 *   the rest copied behind it. That head would hold the length of everything, so our copy puts the true one there.
 */
export function frameMessages(messages: readonly Uint8Array[]): Buffer {
  let size = 0;
  for (const { byteLength } of messages) size += HEAD_BYTES + byteLength;
  const frames = Buffer.allocUnsafe(size);
  let at = 0;
  for (const message of messages) {
    frames[at] = 0;
    frames.writeUInt32BE(message.byteLength, at + 1);
    frames.set(message, at + HEAD_BYTES);
    at += HEAD_BYTES + message.byteLength;
  }
  const rest = frames.subarray(HEAD_BYTES);
  return Object.assign(rest, { copy: (target: Buffer, start: number) => frames.copy(target, start - HEAD_BYTES) });
}
