import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import {
  FileDescriptorSetSchema,
  MethodOptions_IdempotencyLevel as Idempotency,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt';

/**
 * A service with a contract, of all four kinds of call: `Get` is a read, `Put` is none. A note has a `text`, and `parts`,
 * which are notes as well.
 */
export const Notes = {
  get: method('Get', false, false),
  put: method('Put', false, false),
  upload: method('Upload', true, false),
  download: method('Download', false, true),
  chat: method('Chat', true, true),
};

/** A message of `Notes`, as far as handlers need it. */
export interface Note {
  readonly text: string;
}

function method<Requests extends boolean, Responses extends boolean>(
  name: string,
  requestStream: Requests,
  responseStream: Responses,
) {
  return {
    path: `/test.v1.Notes/${name}`,
    requestStream,
    responseStream,
    requestSerialize: encode,
    requestDeserialize: decode,
    responseSerialize: encode,
    responseDeserialize: decode,
  };
}

function encode({ text }: Note): Buffer {
  return Buffer.from(new BinaryWriter().uint32(10).string(text).finish());
}

/** Takes a reader in place of bytes, as generated code does. */
function decode(input: Buffer): Note {
  const reader: BinaryReader = input instanceof BinaryReader ? input : new BinaryReader(input);
  let text = '';
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === 10) text = reader.string();
    else reader.skip(tag & 7);
  }
  return { text };
}

/** The contract of `Notes`, as the bytes of a google.protobuf.FileDescriptorSet. */
export const NOTE_DESCRIPTORS = toBinary(
  FileDescriptorSetSchema,
  create(FileDescriptorSetSchema, {
    file: [
      {
        name: 'test/v1/notes.proto',
        package: 'test.v1',
        syntax: 'proto3',
        messageType: [
          {
            name: 'Note',
            field: [
              { name: 'text', number: 1, type: Type.STRING, label: Label.OPTIONAL, jsonName: 'text' },
              {
                name: 'parts',
                number: 2,
                type: Type.MESSAGE,
                typeName: '.test.v1.Note',
                label: Label.REPEATED,
                jsonName: 'parts',
              },
            ],
          },
        ],
        service: [
          {
            name: 'Notes',
            method: Object.values(Notes).map(({ path, requestStream, responseStream }) => ({
              name: path.split('/').at(-1) ?? '',
              inputType: '.test.v1.Note',
              outputType: '.test.v1.Note',
              clientStreaming: requestStream,
              serverStreaming: responseStream,
              ...(path.endsWith('/Get') && { options: { idempotencyLevel: Idempotency.NO_SIDE_EFFECTS } }),
            })),
          },
        ],
      },
    ],
  }),
);
