import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { reflectionV1, reflectionV1Alpha } from 'grpc-proto';
import { connect, converse } from 'test-kit';
import { type Host, startHost } from '../host.js';
import { defineService } from '../service.js';
import { BOOK_HANDLERS, Books, CONTRACTS } from '../testing/book-service.js';
import { describeContracts } from '../testing/describe-contracts.js';
import { startTextServer } from '../testing/start-text-server.js';
import { TextService } from '../testing/text-service.js';

let descriptors: Buffer;
beforeAll(async () => {
  descriptors = await describeContracts(CONTRACTS);
}, 30_000);

function startServer(): Promise<Host> {
  const unused = () => {
    throw new Error('unused');
  };
  const text = defineService(TextService, { unary: unused, upload: unused, download: unused, chat: unused });
  return startHost({ host: '127.0.0.1', services: [defineService(Books, BOOK_HANDLERS), text], descriptors });
}

type Question = reflectionV1.ServerReflectionRequest['messageRequest'];
type Answer = reflectionV1.ServerReflectionResponse['messageResponse'];

const VERSIONS = {
  v1: reflectionV1.ServerReflectionService.serverReflectionInfo,
  v1alpha: reflectionV1Alpha.ServerReflectionService.serverReflectionInfo,
};

/** Asks one stream several questions, and gives the answers. */
async function askAll(questions: readonly Question[], version: keyof typeof VERSIONS): Promise<Answer[]> {
  await using server = await startServer();
  using client = connect(`127.0.0.1:${server.port}`);
  const call = converse(client, VERSIONS[version]);
  for (const messageRequest of questions) call.write({ host: 'here', messageRequest });
  call.end();
  const answers = await call.toArray();
  expect(answers.map(({ validHost, originalRequest }) => [validHost, originalRequest?.messageRequest])).toEqual(
    questions.map((question) => ['here', question]),
  );
  return answers.map(({ messageResponse }) => messageResponse);
}

/** The names of the files in an answer. */
function fileNames(answer: Answer): string[] {
  if (answer?.$case !== 'fileDescriptorResponse') throw new Error(`Not files: ${JSON.stringify(answer)}`);
  return answer.value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name);
}

describe.each(['v1', 'v1alpha'] as const)('grpc.reflection.%s', (version) => {
  test('lists the services', async () => {
    const [answer] = await askAll([{ $case: 'listServices', value: '' }], version);
    expect(answer).toEqual({
      $case: 'listServicesResponse',
      value: {
        service: [
          { name: 'Books' },
          { name: 'test.v1.TextService' },
          { name: 'grpc.health.v1.Health' },
          { name: 'grpc.reflection.v1.ServerReflection' },
          { name: 'grpc.reflection.v1alpha.ServerReflection' },
        ],
      },
    });
  });

  test('gives a file by its name, itself first and then what it imports', async () => {
    const questions = ['test/v1/text_service.proto', 'book.proto'].map((value) => ({
      $case: 'fileByFilename' as const,
      value,
    }));
    const answers = await askAll(questions, version);
    expect(answers.map(fileNames)).toEqual([
      ['test/v1/text_service.proto', 'google/protobuf/field_mask.proto', 'test/v1/text.proto'],
      ['book.proto'],
    ]);
  });

  test.each([
    ['Books', 'book.proto'],
    ['Books.GetBook', 'book.proto'],
    ['Book', 'book.proto'],
    ['Book.title', 'book.proto'],
    ['test.v1.TextService', 'test/v1/text_service.proto'],
    ['test.v1.TextService.Download', 'test/v1/text_service.proto'],
    ['test.v1.Text', 'test/v1/text.proto'],
    ['test.v1.Text.tags', 'test/v1/text.proto'],
    ['test.v1.Mode', 'test/v1/text_service.proto'],
    ['test.v1.MODE_UPSERT', 'test/v1/text_service.proto'],
    ['test.v1.Change.event', 'test/v1/text_service.proto'],
    ['grpc.health.v1.Health', 'health/v1/health.proto'],
    ['grpc.health.v1.HealthCheckResponse.ServingStatus', 'health/v1/health.proto'],
    ['grpc.health.v1.HealthCheckResponse.SERVING', 'health/v1/health.proto'],
    ['grpc.reflection.v1.ServerReflection', 'grpc/reflection/v1/reflection.proto'],
  ])('finds the symbol %s in %s', async (value, file) => {
    const [answer] = await askAll([{ $case: 'fileContainingSymbol', value }], version);
    expect(fileNames(answer)[0]).toBe(file);
  });

  test.each([
    ['an unknown symbol', { $case: 'fileContainingSymbol', value: 'test.v1.Nothing' }, 'test.v1.Nothing'],
    ['an unknown method', { $case: 'fileContainingSymbol', value: 'Books.Nothing' }, 'Books.Nothing'],
    ['an empty symbol', { $case: 'fileContainingSymbol', value: '' }, ''],
    ['an unknown file', { $case: 'fileByFilename', value: 'nothing.proto' }, 'nothing.proto'],
    ['an unknown message', { $case: 'allExtensionNumbersOfType', value: 'test.v1.Nothing' }, 'test.v1.Nothing'],
    [
      'an unknown extension',
      { $case: 'fileContainingExtension', value: { containingType: 'test.v1.Text', extensionNumber: 9 } },
      'test.v1.Text/9',
    ],
  ] as const)('answers NOT_FOUND to %s, and the stream goes on', async (_name, question, what) => {
    const [answer, next] = await askAll([question, { $case: 'fileByFilename', value: 'book.proto' }], version);
    expect(answer).toMatchObject({
      $case: 'errorResponse',
      value: { errorCode: 5, errorMessage: expect.stringContaining(what) },
    });
    expect(fileNames(next)).toEqual(['book.proto']);
  });

  test('answers INVALID_ARGUMENT to a request that asks for nothing', async () => {
    const [answer] = await askAll([undefined], version);
    expect(answer).toMatchObject({ $case: 'errorResponse', value: { errorCode: 3 } });
  });

  test('a message without extensions has none', async () => {
    const [answer] = await askAll([{ $case: 'allExtensionNumbersOfType', value: 'test.v1.Text' }], version);
    expect(answer).toEqual({
      $case: 'allExtensionNumbersResponse',
      value: { baseTypeName: 'test.v1.Text', extensionNumber: [] },
    });
  });
});

test('without descriptors, only the names of the services are known, and health and reflection in full', async () => {
  await using server = await startTextServer();
  const call = converse(server.client, VERSIONS.v1);
  const symbols = ['test.v1.TextService', 'grpc.health.v1.Health'];
  call.write({ host: '', messageRequest: { $case: 'listServices', value: '' } });
  for (const value of symbols) call.write({ host: '', messageRequest: { $case: 'fileContainingSymbol', value } });
  call.end();
  const [list, unknown, known] = (await call.toArray()).map(({ messageResponse }) => messageResponse);
  expect(JSON.stringify(list)).toContain('test.v1.TextService');
  expect(unknown?.$case).toBe('errorResponse');
  expect(fileNames(known)).toEqual(['health/v1/health.proto']);
});
