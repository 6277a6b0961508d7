import { status } from '@grpc/grpc-js';

/** A message's frame begins with a flag and its length (PROTOCOL-HTTP2.md of gRPC, Length-Prefixed-Message). */
export const HEAD_BYTES = 5;
const COMPRESSED_FLAG = 1;
const NOTHING = Buffer.alloc(0);

/** What ends a call because of a frame. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  readonly code: status;

  constructor(code: status, message: string) {
    super(message);
    this.code = code;
  }
}

/** Finds messages, none of them compressed, in bytes that come in pieces. */
export class FrameReader {
  readonly #maxMessageSize: number;
  /** What has come and was not read. */
  #bytes: Buffer = NOTHING;
  /** Where the pieces of a frame are put together. */
  #room: Buffer = NOTHING;

  /** @param maxMessageSize in bytes */
  constructor(maxMessageSize: number) {
    this.#maxMessageSize = maxMessageSize;
  }

  /** Takes the next piece. */
  add(piece: Buffer): void {
    if (this.#bytes.length === 0) {
      this.#bytes = piece;
      return;
    }
    const kept = this.#bytes.length;
    this.#makeRoom(kept + piece.length);
    piece.copy(this.#room, kept);
    this.#bytes = this.#room.subarray(0, kept + piece.length);
  }

  /**
   * Reads the next message.
   *
   * @returns undefined if some of it is missing
   * @throws FrameError if it is too large, or compressed
   */
  next(): Buffer | undefined {
    const bytes = this.#bytes;
    if (bytes.length < HEAD_BYTES) return this.#waitForMore();
    const size = bytes.readUInt32BE(1);
    if (size > this.#maxMessageSize) {
      const message = `Received message larger than max (${size} vs ${this.#maxMessageSize})`;
      throw new FrameError(status.RESOURCE_EXHAUSTED, message);
    }
    if (bytes[0] === COMPRESSED_FLAG) {
      throw new FrameError(status.INTERNAL, 'A message is marked as compressed, and no grpc-encoding says how.');
    }
    const end = HEAD_BYTES + size;
    if (bytes.length < end) return this.#waitForMore();
    this.#bytes = bytes.length === end ? NOTHING : bytes.subarray(end);
    return bytes.subarray(HEAD_BYTES, end);
  }

  /** Keeps what has come, without the much larger piece of memory that it may be a part of. */
  #waitForMore(): undefined {
    const { length } = this.#bytes;
    if (length === 0) return;
    this.#makeRoom(length);
    this.#bytes = this.#room.subarray(0, length);
  }

  /** Moves what has come to the beginning of a room of so many bytes, or of more: others decide how small pieces are. */
  #makeRoom(length: number): void {
    const { buffer, byteOffset } = this.#bytes;
    const isThere = buffer === this.#room.buffer && byteOffset === this.#room.byteOffset;
    if (isThere && length <= this.#room.length) return;
    const room = Buffer.allocUnsafe(Math.max(length, 2 * this.#bytes.length));
    this.#bytes.copy(room);
    this.#room = room;
  }
}

/** How the frame of a message of this size begins. */
export function headOf(byteLength: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(byteLength, 1);
  return head;
}

/** Puts messages into frames, one after the other. */
export function framed(messages: readonly Uint8Array[]): Buffer {
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
  return frames;
}
