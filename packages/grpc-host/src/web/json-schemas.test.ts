import { createFileRegistry, fromBinary, fromJson, type JsonValue, toJson } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { beforeAll, expect, test } from '@jest/globals';
import { checkOpenApi } from 'test-kit';
import { describeContracts } from '../testing/describe-contracts.js';
import { LIBRARY } from '../testing/library-contract.js';
import { openApiDocument } from './openapi.js';

let read: (json: JsonValue) => JsonValue;
let problems: (json: unknown) => string[];

beforeAll(async () => {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, await describeContracts(LIBRARY)));
  const service = registry.getService('library.v1.Library');
  const book = registry.getMessage('library.v1.Book');
  if (!service || !book) throw new Error('The contract lacks them.');
  read = (json) => toJson(book, fromJson(book, json, { registry }), { registry });
  const check = await checkOpenApi(openApiDocument({ title: 'The library', version: '1', services: [service] }));
  problems = (json) => check('library.v1.Book', json);
});

// Protobuf-es reads and writes the JSON of the web: what it takes, the schemas take.
const BOOKS: readonly JsonValue[] = [
  {},
  { title: 'Emma', rating: 4.5, weight: 0.5, year: -1, pages: 2 ** 32 - 1, lent: true },
  { copiesPrinted: '-9007199254740993', serial: '18446744073709551615', words: '9007199254740993' },
  { cover: 'AP8=', shelf: 'SHELF_NEW', genres: ['novel'], chapters: [{ heading: 'I' }, {}] },
  { notes: { 1: 'one' }, appendices: { a: { heading: 'A' } }, edition: 0, ISBN: '0-19' },
  { reader: 'Ann', dollars: 0 },
  { branch: { city: 'Bath' }, euros: 3 },
  { bought: '1815-12-23T00:00:00Z', loan: '1209600.500s', hidden: 'title,sequel.title' },
  { extra: { a: [1, null] }, anything: [{}], list: [1, 'two'] },
  { anything: null },
  { attachment: { '@type': 'type.googleapis.com/library.v1.GetBookRequest', bookId: 'b1' } },
  { subtitle: 'A novel', empty: {}, sequel: { sequel: { title: 'Emma III' } } },
];

test.each(BOOKS)('the schema takes what ProtoJSON writes: %j', (book) => {
  const written = read(book);
  expect(written).toEqual(book);
  expect(problems(written)).toEqual([]);
});

const BROKEN: readonly JsonValue[] = [
  { titel: 'Emma' },
  { title: 4 },
  { rating: 'high' },
  { year: 1.5 },
  { pages: -1 },
  { copiesPrinted: 'many' },
  { serial: '-1' },
  { lent: 'yes' },
  { shelf: 'SHELF_NONE' },
  { genres: 'novel' },
  { chapters: [{ title: 'I' }] },
  { notes: ['one'] },
  { appendices: { a: { heading: 1 } } },
  { reader: 'Ann', branch: {} },
  { euros: 0, dollars: 0 },
  { bought: 0 },
  { loan: '2 weeks' },
  { hidden: ['title'] },
  { extra: [] },
  { list: {} },
  { attachment: { bookId: 'b1' } },
  { subtitle: { value: 'A novel' } },
  { empty: { full: true } },
  { sequel: { sequel: { titel: 'Emma III' } } },
];

test.each(BROKEN)('the schema refuses what ProtoJSON does not read: %j', (book) => {
  expect(() => read(book)).toThrow();
  expect(problems(book)).not.toEqual([]);
});
