import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { ask, converse, download, failure, metadataOf, upload } from 'test-kit';
import { hostError } from './host-errors.js';
import type { RpcError } from './rpc-error.js';
import { startTextServer, type TextServer } from './testing/start-text-server.js';
import { textError } from './testing/text-errors.js';
import { TextService } from './testing/text-service.js';

const SECRET = 'secret: the password is swordfish';

async function expectHidden(call: Promise<unknown> | AsyncIterable<unknown>, server: TextServer): Promise<void> {
  const error = await failure(call);
  expect(error).toMatchObject({ code: status.INTERNAL, reason: 'INTERNAL', domain: 'grpc-host' });
  const line = await server.log.line('The handler failed.');
  expect(error.message).toBe(`The server failed. Its log has the cause, under request id ${line['requestId']}.`);
  expect(JSON.stringify(error)).not.toContain('swordfish');
  expect(line['err']).toMatchObject({ message: SECRET, stack: expect.stringContaining('errors-on-the-wire') });
}

describe('an error that is not for callers stays in the log', () => {
  const fail = () => {
    throw new Error(SECRET);
  };

  test('of a unary call', async () => {
    await using server = await startTextServer({ unary: fail });
    await expectHidden(ask(server.client, TextService.unary, ''), server);
  });

  test('of an async handler', async () => {
    await using server = await startTextServer({ unary: async () => fail() });
    await expectHidden(ask(server.client, TextService.unary, ''), server);
  });

  test('before the first message of a stream', async () => {
    await using server = await startTextServer({ download: fail });
    await expectHidden(download(server.client, TextService.download, ''), server);
  });

  test('in the middle of a stream, whose messages until then arrive', async () => {
    await using server = await startTextServer({
      async *download() {
        yield 'one';
        yield 'two';
        fail();
      },
    });
    const call = download(server.client, TextService.download, '');
    const received: string[] = [];
    call.on('data', (text) => received.push(text));
    await expectHidden(new Promise((_resolve, reject) => call.on('error', reject)), server);
    expect(received).toEqual(['one', 'two']);
  });

  test('of a stream of requests', async () => {
    await using server = await startTextServer({ upload: fail });
    await expectHidden(upload(server.client, TextService.upload).response, server);
  });

  test('of a stream of both', async () => {
    await using server = await startTextServer({
      async *chat(requests) {
        for await (const text of requests) yield text === 'fail' ? fail() : text;
      },
    });
    const call = converse(server.client, TextService.chat);
    call.write('fail');
    await expectHidden(call, server);
  });

  test('also when it is not even an Error', async () => {
    await using server = await startTextServer({ unary: () => Promise.reject(SECRET) });
    const error = await failure(ask(server.client, TextService.unary, ''));
    expect(JSON.stringify(error)).not.toContain('swordfish');
    expect(await server.log.line('The handler failed.')).toMatchObject({ err: SECRET });
  });
});

describe('an error for callers arrives with its details', () => {
  const failWith = async (error: RpcError) => {
    await using server = await startTextServer({ unary: () => Promise.reject(error) });
    return await failure(ask(server.client, TextService.unary, '', metadataOf({ 'x-request-id': 'r1' })));
  };

  test('its reason, domain and facts', async () => {
    const error = await failWith(textError('TEXT_CHANGED', 'It changed: “é”\n100%.', { metadata: { id: 't1' } }));
    expect(error).toEqual({
      code: status.ABORTED,
      message: 'It changed: “é”\n100%.',
      reason: 'TEXT_CHANGED',
      domain: 'test.v1',
      facts: { id: 't1' },
      preconditions: [],
      violations: [],
      resource: undefined,
      retryDelay: undefined,
      requestId: 'r1',
    });
  });

  test('the violations of a bad request', async () => {
    const violations = [
      { field: 'text.title', description: 'must not be empty' },
      { field: 'text.tags[2]', description: 'is there twice' },
    ];
    const error = await failWith(textError('INVALID_REQUEST', 'No.', { violations }));
    expect(error).toMatchObject({ code: status.INVALID_ARGUMENT, violations });
  });

  test('what was not found', async () => {
    const resource = { type: 'test.v1.Text', name: 't9' };
    const error = await failWith(textError('TEXT_NOT_FOUND', 'No.', { resource }));
    expect(error.resource).toEqual({ resourceType: 'test.v1.Text', resourceName: 't9' });
  });

  test('when to try again', async () => {
    expect((await failWith(textError('TEXTS_BUSY', 'No.'))).retryDelay).toEqual({ seconds: 0, nanos: 1e8 });
    expect((await failWith(hostError('SHUTTING_DOWN', 'No.'))).retryDelay).toEqual({ seconds: 1, nanos: 0 });
  });
});
