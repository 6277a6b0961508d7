import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { textError } from './text-errors.js';

/** The contracts of two services: one without a package, and one with imports. */
export const CONTRACTS = {
  'book.proto': `
    syntax = "proto3";
    service Books { rpc GetBook(BookId) returns (Book); }
    message BookId { string id = 1; }
    message Book { string title = 1; double rating = 2; }
  `,
  'test/v1/text.proto': `
    syntax = "proto3";
    package test.v1;
    message Text { string id = 1; repeated string tags = 2; }
  `,
  'test/v1/text_service.proto': `
    syntax = "proto3";
    package test.v1;
    import "google/protobuf/field_mask.proto";
    import "test/v1/text.proto";
    service TextService {
      rpc Unary(UpdateRequest) returns (Text);
      rpc Upload(stream Text) returns (Text);
      rpc Download(Text) returns (stream Change);
      rpc Chat(stream Text) returns (stream Text);
    }
    enum Mode { MODE_UNSPECIFIED = 0; MODE_UPSERT = 1; }
    message UpdateRequest { Text text = 1; google.protobuf.FieldMask mask = 2; Mode mode = 3; }
    message Change { oneof event { Text created = 1; string deleted = 2; } }
  `,
};

interface Book {
  readonly title: string;
  readonly rating: number;
}

/** `Books`, as generated code would define it. */
export const Books = {
  getBook: {
    path: '/Books/GetBook',
    requestStream: false,
    responseStream: false,
    requestSerialize: encodeId,
    requestDeserialize: decodeId,
    responseSerialize: encodeBook,
    responseDeserialize: (): Book => {
      throw new Error('Only buf calls it.');
    },
  },
} as const;

/** Serves one book, `b1`. */
export const BOOK_HANDLERS = {
  getBook(id: string): Book {
    if (id === 'b1') return { title: 'The Martian', rating: 8.25 };
    throw textError('TEXT_NOT_FOUND', `No book has the id "${id}".`, { resource: { type: 'Book', name: id } });
  },
};

function encodeId(id: string): Buffer {
  return Buffer.from(new BinaryWriter().uint32(10).string(id).finish());
}

function decodeId(bytes: Buffer): string {
  const reader = new BinaryReader(bytes);
  if (reader.len === 0) return '';
  reader.uint32();
  return reader.string();
}

function encodeBook({ title, rating }: Book): Buffer {
  return Buffer.from(new BinaryWriter().uint32(10).string(title).uint32(17).double(rating).finish());
}
