import { create, type DescMessage, fromBinary, type Message } from '@bufbuild/protobuf';
import { BinaryReader } from '@bufbuild/protobuf/wire';

/** Turns the bytes that a `Method` gives into a message of the library. */
export type ReplyReader = (reply: Uint8Array) => Message;

/** @param isJson whether the caller gets JSON; else messages only pass through, and are not read */
export function replyReader(desc: DescMessage, isJson: boolean): ReplyReader {
  return (reply) => (isJson ? fromBinary(desc, reply) : sealed(desc, reply));
}

/** A message that the library encodes to exactly these bytes: all of them stand in a field that it doesn't know. */
function sealed(desc: DescMessage, bytes: Uint8Array): Message {
  const message = create(desc);
  if (bytes.length === 0) return message;
  const reader = new BinaryReader(bytes);
  const [no, wireType] = reader.tag();
  message.$unknown = [{ no, wireType, data: bytes.subarray(reader.pos) }];
  return message;
}
