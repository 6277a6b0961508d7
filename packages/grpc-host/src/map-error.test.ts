import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { ask, download, EventLog, failure, upload } from 'test-kit';
import type { ErrorMapper, Handlers } from './service.js';
import { startTextServer, type TextServer } from './testing/start-text-server.js';
import { textError } from './testing/text-errors.js';
import { TextService } from './testing/text-service.js';

class NotThere extends Error {}

/** Fails in each way that a handler can. */
const FAILING: Handlers<typeof TextService> = {
  unary(text) {
    throw new NotThere(text);
  },
  async upload(requests) {
    for await (const text of requests) throw new NotThere(text);
    return '';
  },
  *download(text) {
    yield 'one';
    throw new NotThere(text);
  },
  async *chat(requests) {
    for await (const text of requests) {
      yield text;
      throw new NotThere(text);
    }
  },
};

interface MappingServer extends TextServer {
  /** What the mapper was given. */
  readonly mapped: unknown[];
}

async function startMappingServer(handlers: Partial<Handlers<typeof TextService>> = FAILING): Promise<MappingServer> {
  const mapped: unknown[] = [];
  const mapError: ErrorMapper = (error, { requestId }) => {
    mapped.push(error);
    if (!(error instanceof NotThere)) return error;
    return textError('TEXT_NOT_FOUND', `No ${error.message}.`, { metadata: { requestId }, cause: error });
  };
  return { ...(await startTextServer(handlers, { mapError })), mapped };
}

describe('mapError says what the caller gets for what a handler throws', () => {
  const expected = { code: status.NOT_FOUND, reason: 'TEXT_NOT_FOUND', message: 'No t1.' };

  test('at once', async () => {
    await using server = await startMappingServer();
    const error = await failure(ask(server.client, TextService.unary, 't1'));
    expect(error).toMatchObject(expected);
    expect(error.facts['requestId']).toBe(error.requestId);
    expect(server.mapped).toEqual([new NotThere('t1')]);
    expect(server.log.text).not.toContain('The handler failed.');
  });

  test('in a promise', async () => {
    await using server = await startMappingServer();
    const { call, response } = upload(server.client, TextService.upload);
    call.write('t1');
    expect(await failure(response)).toMatchObject(expected);
    expect(server.mapped).toHaveLength(1);
  });

  test('in a plain generator, after a message that arrives', async () => {
    await using server = await startMappingServer();
    const call = download(server.client, TextService.download, 't1');
    const received: string[] = [];
    call.on('data', (text) => received.push(text));
    expect(await failure(new Promise((_resolve, reject) => call.on('error', reject)))).toMatchObject(expected);
    expect(received).toEqual(['one']);
    expect(server.mapped).toHaveLength(1);
  });

  test('in an async generator', async () => {
    await using server = await startMappingServer({
      async *download(text) {
        yield 'one';
        throw new NotThere(text);
      },
    });
    expect(await failure(download(server.client, TextService.download, 't1'))).toMatchObject(expected);
    expect(server.mapped).toHaveLength(1);
  });
});

test('mapError sees no RpcError', async () => {
  await using server = await startMappingServer({
    unary() {
      throw textError('READ_ONLY', 'No.');
    },
  });
  expect((await failure(ask(server.client, TextService.unary, ''))).reason).toBe('READ_ONLY');
  expect(server.mapped).toEqual([]);
});

test('what mapError returns unchanged is logged, and answered as INTERNAL', async () => {
  await using server = await startMappingServer({ unary: () => Promise.reject(new Error('secret')) });
  const error = await failure(ask(server.client, TextService.unary, ''));
  expect(error).toMatchObject({ code: status.INTERNAL, reason: 'INTERNAL' });
  expect(JSON.stringify(error)).not.toContain('secret');
  expect(await server.log.line('The handler failed.')).toMatchObject({ err: { message: 'secret' } });
});

test('so is what mapError itself throws', async () => {
  const mapError = () => {
    throw new Error('The mapper has a bug.');
  };
  await using server = await startTextServer(FAILING, { mapError });
  expect((await failure(ask(server.client, TextService.unary, ''))).reason).toBe('INTERNAL');
  expect(await server.log.line('The handler failed.')).toMatchObject({ err: { message: 'The mapper has a bug.' } });
});

test('mapError also sees what is thrown after the caller has left', async () => {
  const arrived = new EventLog<string>();
  const mapped = new EventLog<unknown>();
  const unary: Handlers<typeof TextService>['unary'] = async (text, { signal }) => {
    arrived.add(text);
    await once(signal, 'abort');
    throw new NotThere(text);
  };
  await using server = await startTextServer({ unary }, { mapError: mapped.add });
  const { path, requestSerialize, responseDeserialize } = TextService.unary;
  const call = server.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, 't1', () => {});
  await arrived.first(() => true);
  call.cancel();
  expect(await mapped.first(() => true)).toEqual(new NotThere('t1'));
});
