import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { logLevelOf, RpcError, toRpcError } from './rpc-error.js';

/** How many bytes of headers an error takes: its message, and its details in base64. */
function headerBytes(error: RpcError): number {
  const [details] = error.toMetadata().get('grpc-status-details-bin');
  return encodeURIComponent(error.message).length + Buffer.from(details ?? '').toString('base64').length;
}

describe('an error fits into the headers that clients take', () => {
  test('with an id of a megabyte', () => {
    const id = 'x'.repeat(2 ** 20);
    const resource = { type: 'movie.v1.Movie', name: id };
    const error = new RpcError('MOVIE_NOT_FOUND', `No movie ${id}.`, { resource, metadata: { id } });
    expect(headerBytes(error)).toBeLessThan(8_192);
    expect(error.message).toBe(`No movie ${'x'.repeat(391)}…`);
  });

  test('with a thousand violations, of which the first are told', () => {
    const violations = Array.from({ length: 1_000 }, (_, n) => ({ field: `movies[${n}].id`, description: 'is taken' }));
    expect(headerBytes(new RpcError('INVALID_REQUEST', 'No.', { violations }))).toBeLessThan(8_192);
  });

  test('and is not cut in the middle of a character', () => {
    const { message } = new RpcError('READ_ONLY', `x${'😀'.repeat(300)}`);
    expect(message.isWellFormed()).toBe(true);
  });
});

test('an error that is not ours becomes INTERNAL, with itself as the cause for the log', () => {
  const cause = new Error('secret');
  expect(toRpcError(cause, 'r1')).toMatchObject({ reason: 'INTERNAL', code: status.INTERNAL, cause });
  const ours = new RpcError('READ_ONLY', 'No.');
  expect(toRpcError(ours, 'r1')).toBe(ours);
});

test.each([
  ['OK', 'info'],
  ['CANCELLED', 'info'],
  ['NOT_FOUND', 'info'],
  ['UNAUTHENTICATED', 'info'],
  ['DEADLINE_EXCEEDED', 'warn'],
  ['UNAVAILABLE', 'warn'],
  ['RESOURCE_EXHAUSTED', 'warn'],
  ['UNKNOWN', 'error'],
  ['INTERNAL', 'error'],
  ['DATA_LOSS', 'error'],
] as const)('%s is logged as %s', (code, level) => {
  expect(logLevelOf(status[code])).toBe(level);
});
