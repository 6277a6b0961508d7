import { createFileRegistry, type FileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { checkOpenApi } from 'test-kit';
import { describeContracts } from '../testing/describe-contracts.js';
import { LIBRARY } from '../testing/library-contract.js';
import { type OpenApiDocument, openApiDocument } from './openapi.js';

let registry: FileRegistry;
let document: OpenApiDocument;

function documentOf(...names: readonly string[]): OpenApiDocument {
  const services = names.flatMap((name) => registry.getService(name) ?? []);
  return openApiDocument({ title: 'The library', version: '1.2.0', services });
}

beforeAll(async () => {
  registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, await describeContracts(LIBRARY)));
  document = documentOf('library.v1.Library');
});

/** A part of the document by the keys on the way to it. */
function part(...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((object, key) => Object(object)[key], document);
}

const operation = (name: string, verb: string) => part('paths', `/library.v1.Library/${name}`, verb);
const property = (name: string) => part('components', 'schemas', 'library.v1.Book', 'properties', name);

test('a validator of OpenAPI accepts the document', async () => {
  await expect(checkOpenApi(document)).resolves.toBeDefined();
});

test('names what it is of, and describes the service by its comment', () => {
  expect(document.info).toMatchObject({ title: 'The library', version: '1.2.0' });
  expect(document.tags).toEqual([{ name: 'library.v1.Library', description: 'Lends books.\n\nTo whoever asks.' }]);
});

describe('the services', () => {
  test('are those that were given, with the messages that they use', () => {
    const text = JSON.stringify(document);
    expect(text).not.toContain('Archive');
    expect(text).not.toContain('business');
    expect(Object.keys(documentOf('library.v1.Archive').paths)).toEqual(['/library.v1.Archive/Open']);
  });

  test('need not have comments', async () => {
    const set = fromBinary(FileDescriptorSetSchema, await describeContracts(LIBRARY));
    for (const file of set.file) delete file.sourceCodeInfo;
    const service = createFileRegistry(set).getService('library.v1.Library');
    const bare = openApiDocument({ title: 'The library', version: '1', services: service ? [service] : [] });
    expect(Object.keys(bare.paths)).toEqual(Object.keys(document.paths));
    expect(JSON.stringify(bare)).not.toContain('Lends books');
  });
});

describe('a call', () => {
  const error = { default: { $ref: '#/components/responses/error' } };

  test('is a POST with JSON', () => {
    expect(operation('PutBook', 'post')).toMatchObject({
      operationId: 'library.v1.Library.PutBook',
      tags: ['library.v1.Library'],
      description: 'Replaces a book.',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: '#/components/schemas/library.v1.Book' } } },
      },
      responses: {
        200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/google.protobuf.Empty' } } } },
        ...error,
      },
    });
  });

  test('that reads is a GET as well, with the request in the query', () => {
    const get = operation('GetBook', 'get');
    const schema = { $ref: '#/components/schemas/library.v1.GetBookRequest' };
    expect(get).toMatchObject({
      operationId: 'library.v1.Library.GetBook.get',
      description: 'Finds a book\nby its id.',
    });
    expect(part('paths', '/library.v1.Library/GetBook', 'get', 'parameters')).toContainEqual({
      name: 'message',
      in: 'query',
      required: true,
      content: { 'application/json': { schema } },
    });
    expect(Object(get).responses).toEqual(Object(operation('GetBook', 'post')).responses);
  });

  test.each(['PutBook', 'AddBook', 'WatchBooks'])('that writes or streams is no GET: %s', (name) => {
    expect(operation(name, 'get')).toBeUndefined();
  });

  test.each(['WatchBooks', 'AddBooks', 'LookUpBooks'])(
    'that streams has enveloped bodies and one status: %s',
    (name) => {
      const { requestBody, responses } = Object(operation(name, 'post'));
      expect(Object.keys(requestBody.content)).toEqual(['application/connect+json']);
      expect(Object.keys(responses)).toEqual(['200']);
      expect(Object.keys(responses['200'].content)).toEqual(['application/connect+json']);
    },
  );

  test('is deprecated if it or its service is', () => {
    expect(operation('AddBook', 'post')).toHaveProperty('deprecated', true);
    expect(operation('PutBook', 'post')).not.toHaveProperty('deprecated');
    expect(documentOf('library.v1.Archive').paths).toHaveProperty(
      ['/library.v1.Archive/Open', 'post', 'deprecated'],
      true,
    );
  });
});

describe('comments', () => {
  test('describe messages, fields and oneofs, also nested and after the field', () => {
    const schema = part('components', 'schemas', 'library.v1.Book');
    expect(schema).toHaveProperty('description', 'A book.');
    expect(schema).toHaveProperty('allOf.0.description', 'Who has it.');
    expect(property('title')).toEqual({ description: 'Stands after its field.', type: 'string' });
    expect(property('shelf')).toEqual({
      description: 'Where it stands.',
      $ref: '#/components/schemas/library.v1.Shelf',
    });
    expect(part('components', 'schemas', 'library.v1.Book.Chapter')).toHaveProperty('description', 'A part of a book.');
  });

  test('of the values of an enum follow its own', () => {
    expect(part('components', 'schemas', 'library.v1.Shelf')).toEqual({
      type: 'string',
      enum: ['SHELF_UNSPECIFIED', 'SHELF_NEW', 'SHELF_CELLAR'],
      description:
        'A place for books.\n\n- `SHELF_UNSPECIFIED`\n- `SHELF_NEW`: By the door.\n- `SHELF_CELLAR` (deprecated)',
    });
  });
});

test('deprecated fields and messages are marked', () => {
  expect(property('ISBN')).toHaveProperty('deprecated', true);
  expect(part('components', 'schemas', 'library.v1.Book.Branch')).toHaveProperty('deprecated', true);
  expect(property('title')).not.toHaveProperty('deprecated');
});
