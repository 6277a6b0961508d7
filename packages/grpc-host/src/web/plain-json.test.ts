import {
  create,
  createFileRegistry,
  type DescMessage,
  fromBinary,
  fromJson,
  fromJsonString,
  type JsonObject,
  toBinary,
  toJson,
  toJsonString,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { describeContracts } from '../testing/describe-contracts.js';
import { PlainJsonReader } from './plain-json-reader.js';
import { PlainJsonWriter } from './plain-json-writer.js';

const CONTRACT = {
  'plain/v1/plain.proto': `
    syntax = "proto3";
    package plain.v1;
    import "google/protobuf/timestamp.proto";
    message Movie {
      string id = 1;
      string title = 2;
      optional double rating = 3;
      double score = 4;
      int32 release_year = 5;
      repeated string genres = 6;
      bool lent = 7;
      map<string, string> labels = 8;
      Movie prequel = 9;
      repeated Movie sequels = 10;
      optional bool seen = 11;
      optional string note = 12;
      string last_seen_at = 400;
      bytes cover = 500;
      oneof owner { string reader = 501; string shop = 502; }
      map<string, Movie> parts = 503;
      repeated int32 counts = 504;
      google.protobuf.Timestamp bought = 505;
    }
    message Note {
      string id = 1;
      string title = 2;
      optional string note = 3;
      bool lent = 4;
      string last_seen_at = 400;
      oneof owner { string reader = 501; }
    }
  `,
};

let movie: DescMessage;
let note: DescMessage;

beforeAll(async () => {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, await describeContracts(CONTRACT)));
  const found = ['Movie', 'Note'].map((name) => registry.getMessage(`plain.v1.${name}`));
  const [first, second] = found;
  if (!first || !second) throw new Error('The contract lacks them.');
  [movie, note] = [first, second];
});

const encoded = (json: JsonObject) => Buffer.from(toBinary(movie, fromJson(movie, json)));
const written = (bytes: Buffer) => new PlainJsonWriter(movie).write(bytes)?.toString();
const byLibrary = (bytes: Buffer) => toJsonString(movie, fromBinary(movie, bytes));

describe('the JSON of a message is that of the library', () => {
  const PLAIN: readonly JsonObject[] = [
    {},
    { id: 'm1', title: 'Up', rating: 8.3, releaseYear: 2009, genres: ['Drama', 'Comedy'], lent: true },
    { title: 'Ämne "x" \\ \n \u0001 \u007f 映画 🎬', genres: ['', 'é'] },
    { rating: 0, seen: false, note: '' },
    { rating: 'NaN', score: '-Infinity' },
    { rating: 1e21, score: 5e-324 },
    { labels: { shelf: 'a', 10: 'ten', 9: 'nine', ['__proto__']: 'p', '': '' } },
    { prequel: {}, sequels: [{}, { id: 'm2', sequels: [{ title: 'é' }] }], seen: true },
    { title: 't'.repeat(300), lastSeenAt: 'é'.repeat(300) },
  ];

  test.each(PLAIN)('%j', (json) => {
    const bytes = encoded(json);
    expect(written(bytes)).toBe(byLibrary(bytes));
  });

  test('also if it is much longer than the message', () => {
    const bytes = encoded({ sequels: Array.from({ length: 1_000 }, () => ({ lent: true })) });
    expect(written(bytes)).toBe(byLibrary(bytes));
  });
});

describe('what only the library can write is left to it', () => {
  test.each<JsonObject>([
    { cover: 'AP8=' },
    { reader: 'Ann' },
    { parts: { a: {} } },
    { counts: [1, 2] },
    { bought: '1815-12-23T00:00:00Z' },
    { releaseYear: -1 },
    { sequels: [{ id: 'm1' }, { cover: 'AP8=' }] },
  ])('%j', (json) => {
    expect(written(encoded(json))).toBeUndefined();
  });

  test.each([
    ['a field that comes twice', () => Buffer.concat([encoded({ id: 'a' }), encoded({ id: 'b' })])],
    ['fields in another order', () => Buffer.concat([encoded({ title: 'a' }), encoded({ id: 'b' })])],
    ['a list in two parts', () => Buffer.from([0x32, 0, 0x38, 1, 0x32, 0])],
    ['a field that it does not know', () => Buffer.from([0xf0, 0x3e, 1])],
    ['an empty text that was sent', () => Buffer.from([0x0a, 0])],
    ['a zero that was sent', () => Buffer.from([0x28, 0])],
    ['a text that is none', () => Buffer.from([0x0a, 1, 0xff])],
    ['a text that is cut', () => encoded({ title: 'Emma' }).subarray(0, -1)],
    ['a number that is cut', () => encoded({ rating: 8.3 }).subarray(0, -1)],
    ['a message that is cut', () => encoded({ prequel: { title: 'Emma' } }).subarray(0, -1)],
    ['a tag of ten bytes', () => Buffer.alloc(10, 0x8a)],
  ])('%s', (_, bytes) => {
    expect(written(bytes())).toBeUndefined();
  });

  test('a message with JSON of its own', () => {
    const { message } = movie.fields.find(({ name }) => name === 'bought') ?? {};
    if (!message) throw new Error('The contract lacks it.');
    const bytes = Buffer.from(toBinary(message, create(message)));
    expect(new PlainJsonWriter(message).write(bytes)).toBeUndefined();
  });
});

describe('a request in JSON', () => {
  const decode = (bytes: Buffer) => toJson(note, fromBinary(note, bytes), { alwaysEmitImplicit: true });
  const read = (json: string) => new PlainJsonReader(note, decode).read(Buffer.from(json));

  test.each([
    '{"id":"m1"}',
    '{"id":"m1","title":"Up, up \u007f and {away}: [2]"}',
    '{"title":"Up","note":""}',
    `{"id":"","lastSeenAt":"${'x'.repeat(300)}"}`,
  ])('is read as the library and the decoder read it: %s', (json) => {
    expect(read(json)).toEqual(decode(Buffer.from(toBinary(note, fromJsonString(note, json)))));
  });

  test('is each a message of its own', () => {
    const reader = new PlainJsonReader(note, decode);
    expect(reader.read(Buffer.from('{"id":"m1","note":"x"}'))).toMatchObject({ id: 'm1', note: 'x' });
    expect(reader.read(Buffer.from('{"title":"Up"}'))).toEqual({ id: '', title: 'Up', lent: false, lastSeenAt: '' });
  });

  test.each([
    ['has lists, which copies of a message would share', () => ({ id: 'x', genres: [] })],
    ['is of a class', () => new Map()],
    [
      'can not be shown to be plain',
      () => {
        throw new Error('There is nothing.');
      },
    ],
  ])('is left to the library if its message %s', (_, decodeOther) => {
    expect(new PlainJsonReader(note, decodeOther).read(Buffer.from('{"id":"m1"}'))).toBeUndefined();
  });

  test.each([
    '',
    '{}',
    '[]',
    '"id"',
    '{"id":"m1"',
    '{"id":"m1',
    '{"id":"m1"} ',
    '{"id":"m1"}}',
    '{"id":"m1",}',
    '{,"id":"m1"}',
    '{"id":"m1""title":"Up"}',
    '{"id":"m1","id":"m2"}',
    '{"title":"Up","id":"m1"}',
    '{"id": "m1"}',
    '{"id":"m\\u0031"}',
    '{"id":"mé"}',
    '{"id":"m\n"}',
    '{"id":1}',
    '{"id":null}',
    '{"Id":"m1"}',
    '{"last_seen_at":"today"}',
    '{"reader":"Ann"}',
    '{"id":"m1","lent":true}',
  ])('is left to the library: %j', (json) => {
    expect(read(json)).toBeUndefined();
  });
});
