import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { ask, type ErrorReport, failure } from 'test-kit';
import { toRpcError } from './host-errors.js';
import type { RpcError } from './rpc-error.js';
import { startTextServer } from './testing/start-text-server.js';
import { textError } from './testing/text-errors.js';
import { TextService } from './testing/text-service.js';

const RESOURCE = 'test.v1.Text';

/** How many bytes of headers an error takes: its message, and its details in base64. */
function headerBytes(error: RpcError): number {
  const [details] = error.toMetadata().get('grpc-status-details-bin');
  return encodeURIComponent(error.message).length + Buffer.from(details ?? '').toString('base64').length;
}

/** What a caller gets of an error. */
async function received(error: RpcError): Promise<ErrorReport> {
  await using server = await startTextServer({ unary: () => Promise.reject(error) });
  return await failure(ask(server.client, TextService.unary, ''));
}

// Of the 8 KiB that clients take, other headers need the rest.
const ROOM = 8_192 - 500;

describe('an error fits into the headers that clients take', () => {
  test('with an id of a megabyte', async () => {
    const id = 'x'.repeat(2 ** 20);
    const resource = { type: RESOURCE, name: id };
    const error = textError('TEXT_NOT_FOUND', `No text ${id}.`, { resource, metadata: { id } });
    expect(headerBytes(error)).toBeLessThan(ROOM);
    expect(error.message).toBe(`No text ${'x'.repeat(389)}…`);
    expect(await received(error)).toMatchObject({
      message: error.message,
      facts: { id: `${'x'.repeat(197)}…` },
      resource: { resourceType: RESOURCE, resourceName: `${'x'.repeat(197)}…` },
    });
  });

  test('with a thousand violations, of which the first arrive', async () => {
    const violations = Array.from({ length: 1_000 }, (_, n) => ({ field: `texts[${n}].id`, description: 'is taken' }));
    const error = textError('INVALID_REQUEST', 'No.', { violations });
    expect(headerBytes(error)).toBeLessThan(ROOM);
    const { violations: arrived } = await received(error);
    expect(arrived.length).toBeGreaterThan(100);
    expect(arrived).toMatchObject(violations.slice(0, arrived.length));
  });

  test('with a thousand failed preconditions, of which the first arrive', async () => {
    const preconditions = Array.from({ length: 1_000 }, (_, n) => ({
      type: 'TEXT_CHANGED',
      subject: `text ${n}`,
      description: 'has changed',
    }));
    const error = textError('READ_ONLY', 'No.', { preconditions });
    expect(headerBytes(error)).toBeLessThan(ROOM);
    const { preconditions: arrived } = await received(error);
    expect(arrived.length).toBeGreaterThan(50);
    expect(arrived).toMatchObject(preconditions.slice(0, arrived.length));
  });

  test.each([
    ['one byte', 'x'],
    ['two bytes', 'é'],
    ['three bytes', '語'],
    ['four bytes', '😀'],
  ])('with everything too long, in characters of %s', async (_bytes, character) => {
    const long = character.repeat(1_000);
    const violations = Array.from({ length: 100 }, () => ({ field: long, description: long }));
    const resource = { type: RESOURCE, name: long };
    const error = textError('TEXTS_BUSY', long, { violations, resource, metadata: { id: long, other: long } });
    expect(headerBytes(error)).toBeLessThan(ROOM);
    const report = await received(error);
    expect(report.violations.length).toBeGreaterThan(3);
    expect(report.retryDelay).toEqual({ seconds: 0, nanos: 1e8 });
  });

  test('and is not cut in the middle of a character', () => {
    const { message } = textError('READ_ONLY', `x${'😀'.repeat(300)}`);
    expect(message).toBe(`x${'😀'.repeat(99)}…`);
  });

  test('and what is short is left as it is', async () => {
    const violations = [{ field: 'é', description: '語'.repeat(60) }];
    const message = '😀'.repeat(100);
    expect(await received(textError('INVALID_REQUEST', message, { violations }))).toMatchObject({
      message,
      violations,
    });
  });

  test('and half a character, which HTTP/2 can not send, is replaced', async () => {
    expect((await received(textError('READ_ONLY', 'half \ud83d'))).message).toBe('half \ufffd');
  });
});

test('an error that is not for callers becomes INTERNAL, with itself as the cause for the log', () => {
  const cause = new Error('secret');
  expect(toRpcError(cause, 'r1')).toMatchObject({ reason: 'INTERNAL', code: status.INTERNAL, cause });
  const ours = textError('READ_ONLY', 'No.');
  expect(toRpcError(ours, 'r1')).toBe(ours);
});
