import { create, type DescMessage, type DescMethod, fromBinary, type Message, toBinary } from '@bufbuild/protobuf';
import { BinaryReader } from '@bufbuild/protobuf/wire';

/** Turns the messages of the library into the bytes that a `Method` takes, and the bytes that it gives into messages. */
export interface MessageCodec {
  readonly encode: (request: Message) => Buffer;
  readonly decode: (reply: Uint8Array) => Message;
}

/** @param isJson whether the caller gets JSON; else messages only pass through, and are not read */
export function messageCodec({ input, output }: DescMethod, isJson: boolean): MessageCodec {
  return {
    encode: (request) => Buffer.from(toBinary(input, request)),
    decode: (reply) => (isJson ? fromBinary(output, reply) : sealed(output, reply)),
  };
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
