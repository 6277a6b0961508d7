import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { afterEach, describe, expect, test } from '@jest/globals';
import { reflectionV1, reflectionV1Alpha } from 'movie-proto';
import { connect, converse } from '../testing/call.js';
import { cleanUp } from '../testing/clean-up.js';
import { startServer } from '../testing/start-server.js';

afterEach(cleanUp);

type Question = reflectionV1.ServerReflectionRequest['messageRequest'];
type Answer = reflectionV1.ServerReflectionResponse['messageResponse'];

const VERSIONS = {
  v1: reflectionV1.ServerReflectionService.serverReflectionInfo,
  v1alpha: reflectionV1Alpha.ServerReflectionService.serverReflectionInfo,
};

/** Asks one stream several questions, and gives the answers. */
async function askAll(questions: readonly Question[], version: keyof typeof VERSIONS): Promise<Answer[]> {
  const { address } = await startServer();
  const call = converse(connect(address), VERSIONS[version]);
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
          { name: 'Movie' },
          { name: 'movie.v1.MovieService' },
          { name: 'grpc.health.v1.Health' },
          { name: 'grpc.reflection.v1.ServerReflection' },
          { name: 'grpc.reflection.v1alpha.ServerReflection' },
        ],
      },
    });
  });

  test('gives a file by its name, itself first and then what it imports', async () => {
    const questions = ['movie/v1/movie_service.proto', 'movie.proto'].map((value) => ({
      $case: 'fileByFilename' as const,
      value,
    }));
    const answers = await askAll(questions, version);
    expect(answers.map(fileNames)).toEqual([
      ['movie/v1/movie_service.proto', 'google/protobuf/field_mask.proto', 'movie/v1/movie.proto'],
      ['movie.proto'],
    ]);
  });

  test.each([
    ['Movie', 'movie.proto'],
    ['Movie.GetMovieByID', 'movie.proto'],
    ['MovieData', 'movie.proto'],
    ['MovieData.title', 'movie.proto'],
    ['movie.v1.MovieService', 'movie/v1/movie_service.proto'],
    ['movie.v1.MovieService.WatchMovies', 'movie/v1/movie_service.proto'],
    ['movie.v1.Movie', 'movie/v1/movie.proto'],
    ['movie.v1.Movie.genres', 'movie/v1/movie.proto'],
    ['movie.v1.ImportMode', 'movie/v1/movie_service.proto'],
    ['movie.v1.IMPORT_MODE_UPSERT', 'movie/v1/movie_service.proto'],
    ['movie.v1.WatchMoviesResponse.event', 'movie/v1/movie_service.proto'],
    ['grpc.health.v1.Health', 'health/v1/health.proto'],
    ['grpc.health.v1.HealthCheckResponse.ServingStatus', 'health/v1/health.proto'],
    ['grpc.health.v1.HealthCheckResponse.SERVING', 'health/v1/health.proto'],
    ['grpc.reflection.v1.ServerReflection', 'grpc/reflection/v1/reflection.proto'],
  ])('finds the symbol %s in %s', async (value, file) => {
    const [answer] = await askAll([{ $case: 'fileContainingSymbol', value }], version);
    expect(fileNames(answer)[0]).toBe(file);
  });

  test.each([
    ['an unknown symbol', { $case: 'fileContainingSymbol', value: 'movie.v1.Nothing' }, 'movie.v1.Nothing'],
    ['an unknown method', { $case: 'fileContainingSymbol', value: 'Movie.Nothing' }, 'Movie.Nothing'],
    ['an empty symbol', { $case: 'fileContainingSymbol', value: '' }, ''],
    ['an unknown file', { $case: 'fileByFilename', value: 'nothing.proto' }, 'nothing.proto'],
    ['an unknown message', { $case: 'allExtensionNumbersOfType', value: 'movie.v1.Nothing' }, 'movie.v1.Nothing'],
    [
      'an unknown extension',
      { $case: 'fileContainingExtension', value: { containingType: 'movie.v1.Movie', extensionNumber: 9 } },
      'movie.v1.Movie/9',
    ],
  ] as const)('answers NOT_FOUND to %s, and the stream goes on', async (_name, question, what) => {
    const [answer, next] = await askAll([question, { $case: 'fileByFilename', value: 'movie.proto' }], version);
    expect(answer).toMatchObject({
      $case: 'errorResponse',
      value: { errorCode: 5, errorMessage: expect.stringContaining(what) },
    });
    expect(fileNames(next)).toEqual(['movie.proto']);
  });

  test('answers INVALID_ARGUMENT to a request that asks for nothing', async () => {
    const [answer] = await askAll([undefined], version);
    expect(answer).toMatchObject({ $case: 'errorResponse', value: { errorCode: 3 } });
  });

  test('a message without extensions has none', async () => {
    const [answer] = await askAll([{ $case: 'allExtensionNumbersOfType', value: 'movie.v1.Movie' }], version);
    expect(answer).toEqual({
      $case: 'allExtensionNumbersResponse',
      value: { baseTypeName: 'movie.v1.Movie', extensionNumber: [] },
    });
  });
});
