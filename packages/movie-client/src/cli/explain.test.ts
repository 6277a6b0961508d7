import { Metadata, status } from '@grpc/grpc-js';
import { expect, test } from '@jest/globals';
import { FormatError } from 'movie-files';
import { MovieError } from '../movie-error.js';
import { CommandError } from './command-error.js';
import { EXIT } from './exit-code.js';
import { describeAll, explain } from './explain.js';

function failedCall(code: status, details: string): MovieError {
  const error = Object.assign(new Error(details), { code, details, metadata: new Metadata() });
  return new MovieError(error, { method: '/movie.v1.MovieService/GetMovie', address: 'localhost:1', requestId: 'r1' });
}

test('a file in the wrong format is a usage error', () => {
  expect(explain(new FormatError('The file is empty.'))).toEqual({
    message: 'The file is empty.',
    exitCode: EXIT.usage,
  });
});

test('a command error has its own exit code', () => {
  expect(explain(new CommandError(EXIT.refused, 'No.'))).toEqual({ message: 'No.', exitCode: EXIT.refused });
});

test('a failed call has the exit code of its status and says what to do', () => {
  expect(explain(failedCall(status.DEADLINE_EXCEEDED, 'Deadline exceeded'))).toEqual({
    message: 'The server at localhost:1 did not answer in time. Try again, or allow more time with --timeout SECONDS.',
    exitCode: EXIT.unavailable,
  });
  expect(explain(failedCall(status.UNIMPLEMENTED, 'Not implemented'))?.message).toMatch(
    /doesn't have the call \/movie\.v1\.MovieService\/GetMovie: it may be older/,
  );
});

test('a write whose end is not known is not to be sent again unseen', () => {
  const error = failedCall(status.UNAVAILABLE, 'The database could not be written.');
  const failed = Object.assign(error, { reason: 'DATABASE_FAILED' });
  expect(explain(failed)?.message).toMatch(/Look whether the change was made before you try again\.$/);
  const unreachable = Object.assign(error, { reason: 'DATABASE_UNREACHABLE' });
  expect(explain(unreachable)?.message).toMatch(/Try again in a moment\.$/);
});

test('what gRPC says of an answer that is too large or cut is one sentence with the address and what to do', () => {
  const large = failedCall(status.RESOURCE_EXHAUSTED, 'Received message larger than max (41943040 vs 33554432)');
  expect(explain(large)?.message).toMatch(/^The server at localhost:1 sent more .*Check --address\.$/);
  const cut = failedCall(status.INTERNAL, 'Received RST_STREAM with code 0 (Call ended without gRPC status)');
  expect(explain(cut)?.message).toMatch(/^The server at localhost:1 broke off its answer\. Try again/);
});

test('a bug is not explained', () => {
  expect(explain(new TypeError('x is not a function'))).toBeUndefined();
});

test('all details of an error include those of its cause', () => {
  const cause = failedCall(status.NOT_FOUND, 'gone');
  expect(describeAll(new CommandError(EXIT.refused, 'No.', { cause }))).toBe(
    '  code: NOT_FOUND\n  method: /movie.v1.MovieService/GetMovie\n  address: localhost:1\n  request id: r1',
  );
  expect(describeAll('thrown text')).toBe('thrown text');
});
