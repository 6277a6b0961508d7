import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { expect, test } from '@jest/globals';
import { errorDetails, Status } from 'grpc-proto';
import { MovieError } from './movie-error.js';

const ORIGIN = { method: '/movie.v1.MovieService/GetMovie', address: 'localhost:3001', requestId: undefined };

function serviceError(code: number, trailers: Record<string, string | Buffer> = {}): ServiceError {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(trailers)) metadata.set(name, value);
  return Object.assign(new Error('5 NOT_FOUND: gone'), { code, details: 'gone', metadata });
}

function statusOf(...details: { name: string; value: Uint8Array }[]): Buffer {
  const anys = details.map(({ name, value }) => ({
    typeUrl: `type.googleapis.com/google.rpc.${name}`,
    value: Buffer.from(value),
  }));
  return Buffer.from(Status.encode({ code: 5, message: 'gone', details: anys }).finish());
}

test('an error has every detail that the server sent', () => {
  const { ErrorInfo, BadRequest, PreconditionFailure, ResourceInfo, RetryInfo } = errorDetails;
  const precondition = { type: 'MOVIE_CHANGED', subject: 'a', description: 'was changed' };
  const info = { reason: 'MOVIE_NOT_FOUND', domain: 'movies', metadata: { id: 'a' } };
  const violation = { field: 'movie.title', description: 'is required', reason: '', localizedMessage: undefined };
  const resource = { resourceType: 'movie.v1.Movie', resourceName: 'a', owner: '', description: '' };
  const bytes = statusOf(
    { name: 'ErrorInfo', value: ErrorInfo.encode(info).finish() },
    { name: 'BadRequest', value: BadRequest.encode({ fieldViolations: [violation] }).finish() },
    { name: 'PreconditionFailure', value: PreconditionFailure.encode({ violations: [precondition] }).finish() },
    { name: 'ResourceInfo', value: ResourceInfo.encode(resource).finish() },
    { name: 'RetryInfo', value: RetryInfo.encode({ retryDelay: { seconds: 1, nanos: 500_000_000 } }).finish() },
    { name: 'SomethingNew', value: Buffer.from([255]) },
  );
  const cause = serviceError(status.NOT_FOUND, { 'grpc-status-details-bin': bytes, 'x-request-id': 'r1' });
  const error = new MovieError(cause, ORIGIN);
  expect(error).toMatchObject({
    name: 'MovieError',
    message: 'gone',
    code: 'NOT_FOUND',
    reason: 'MOVIE_NOT_FOUND',
    metadata: { id: 'a' },
    violations: [{ field: 'movie.title', description: 'is required' }],
    preconditions: [precondition],
    resource: { type: 'movie.v1.Movie', name: 'a' },
    retryAfterMs: 1_500,
    requestId: 'r1',
    method: ORIGIN.method,
    address: ORIGIN.address,
  });
  expect(error.cause).toBe(cause);
});

test('details that do not decode leave the code and the message', () => {
  const broken = serviceError(status.NOT_FOUND, { 'grpc-status-details-bin': Buffer.from([8, 255]) });
  expect(new MovieError(broken, ORIGIN)).toMatchObject({
    code: 'NOT_FOUND',
    message: 'gone',
    reason: undefined,
    violations: [],
    preconditions: [],
  });
});

test('a code that gRPC does not know is UNKNOWN', () => {
  expect(new MovieError(serviceError(99), ORIGIN).code).toBe('UNKNOWN');
});
