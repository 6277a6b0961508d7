import { status } from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ask, converse, download, failure, metadataOf, upload } from '../testing/call.js';
import { cleanUp } from '../testing/clean-up.js';
import { startTextServer, type TextServer } from '../testing/start-text-server.js';
import { TextService } from '../testing/text-service.js';
import { RpcError } from './rpc-error.js';

afterEach(cleanUp);

const SECRET = 'secret: the password is swordfish';

async function expectHidden(call: Promise<unknown> | AsyncIterable<unknown>, { log }: TextServer): Promise<void> {
  const error = await failure(call);
  expect(error).toMatchObject({ code: status.INTERNAL, reason: 'INTERNAL', domain: 'movie.v1' });
  const line = await log.line('The handler failed.');
  expect(error.message).toBe(`The server failed. Its log tells why, under request id ${line['requestId']}.`);
  expect(JSON.stringify(error)).not.toContain('swordfish');
  expect(line['err']).toMatchObject({ message: SECRET, stack: expect.stringContaining('errors-on-the-wire') });
}

describe('an error that is not ours stays in the log', () => {
  const fail = () => {
    throw new Error(SECRET);
  };

  test('of a unary call', async () => {
    const server = await startTextServer({ unary: fail });
    await expectHidden(ask(server.client, TextService.unary, ''), server);
  });

  test('of an async handler', async () => {
    const server = await startTextServer({ unary: async () => fail() });
    await expectHidden(ask(server.client, TextService.unary, ''), server);
  });

  test('before the first message of a stream', async () => {
    const server = await startTextServer({ download: fail });
    await expectHidden(download(server.client, TextService.download, ''), server);
  });

  test('in the middle of a stream, whose messages until then arrive', async () => {
    const server = await startTextServer({
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
    const server = await startTextServer({ upload: fail });
    await expectHidden(upload(server.client, TextService.upload).response, server);
  });

  test('of a stream of both', async () => {
    const server = await startTextServer({
      async *chat(requests) {
        for await (const text of requests) yield text === 'fail' ? fail() : text;
      },
    });
    const call = converse(server.client, TextService.chat);
    call.write('fail');
    await expectHidden(call, server);
  });

  test('also when it is not even an Error', async () => {
    const { client, log } = await startTextServer({ unary: () => Promise.reject(SECRET) });
    const error = await failure(ask(client, TextService.unary, ''));
    expect(JSON.stringify(error)).not.toContain('swordfish');
    expect(await log.line('The handler failed.')).toMatchObject({ err: SECRET });
  });
});

describe('an error of ours arrives with its details', () => {
  const failWith = async (error: RpcError) => {
    const { client } = await startTextServer({ unary: () => Promise.reject(error) });
    return failure(ask(client, TextService.unary, '', metadataOf({ 'x-request-id': 'r1' })));
  };

  test('its reason, domain and facts', async () => {
    const error = await failWith(new RpcError('ETAG_MISMATCH', 'It changed: “é”\n100%.', { metadata: { id: 'm1' } }));
    expect(error).toEqual({
      code: status.ABORTED,
      message: 'It changed: “é”\n100%.',
      reason: 'ETAG_MISMATCH',
      domain: 'movie.v1',
      facts: { id: 'm1' },
      violations: [],
      resource: undefined,
      retryDelay: undefined,
      requestId: 'r1',
    });
  });

  test('the violations of a bad request', async () => {
    const violations = [
      { field: 'movie.title', description: 'must not be empty' },
      { field: 'movie.genres[2]', description: 'stands twice' },
    ];
    const error = await failWith(new RpcError('INVALID_REQUEST', 'No.', { violations }));
    expect(error).toMatchObject({ code: status.INVALID_ARGUMENT, violations });
  });

  test('what was not found', async () => {
    const resource = { type: 'movie.v1.Movie', name: 'm9' };
    const error = await failWith(new RpcError('MOVIE_NOT_FOUND', 'No.', { resource }));
    expect(error.resource).toEqual({ resourceType: 'movie.v1.Movie', resourceName: 'm9' });
  });

  test('when to try again', async () => {
    expect((await failWith(new RpcError('WATCHER_TOO_SLOW', 'No.'))).retryDelay).toEqual({ seconds: 0, nanos: 1e8 });
    expect((await failWith(new RpcError('SHUTTING_DOWN', 'No.'))).retryDelay).toEqual({ seconds: 1, nanos: 0 });
  });
});
