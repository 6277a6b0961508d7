import { status } from '@grpc/grpc-js';
import { expect, test } from '@jest/globals';
import { health, reflectionV1 } from 'grpc-proto';
import { answerOf, ask, connectHttp2, converse, failure, metadataOf, openCall } from 'test-kit';
import type { Guard } from './call-observer.js';
import { startTextServer } from './testing/start-text-server.js';
import { textError } from './testing/text-errors.js';
import { TextService } from './testing/text-service.js';

/** Lets callers with a token call `Unary`, and no one anything else. */
const guard: Guard = ({ method, metadata, peer }) => {
  if (method.name !== 'Unary' || metadata.get('authorization')[0] !== 'Bearer token') {
    throw textError('READ_ONLY', 'A token is missing.', { metadata: { method: method.path, peer } });
  }
};

const startGuardedServer = () => startTextServer({ unary: (text) => text.toUpperCase() }, { guard });

test('a call that the guard lets through is served', async () => {
  await using server = await startGuardedServer();
  const token = metadataOf({ authorization: 'Bearer token' });
  expect((await ask(server.client, TextService.unary, 'hello', token)).response).toBe('HELLO');
});

test("the guard's error reaches the caller with its details", async () => {
  await using server = await startGuardedServer();
  expect(await failure(ask(server.client, TextService.unary, 'hello'))).toMatchObject({
    code: status.FAILED_PRECONDITION,
    message: 'A token is missing.',
    reason: 'READ_ONLY',
    domain: 'test.v1',
    facts: { method: '/test.v1.TextService/Unary', peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/) },
  });
});

test('the guard decides before the first request', async () => {
  await using server = await startGuardedServer();
  using session = connectHttp2(server.port);
  const call = openCall(session, TextService.chat.path);
  expect(await answerOf(call)).toMatchObject({ grpcStatus: status.FAILED_PRECONDITION });
});

test('any other error of a guard is hidden, and the call is refused', async () => {
  const broken: Guard = () => {
    throw new Error('secret');
  };
  await using server = await startTextServer({ unary: (text) => text }, { guard: broken });
  const error = await failure(ask(server.client, TextService.unary, ''));
  expect(error).toMatchObject({ code: status.INTERNAL, reason: 'INTERNAL' });
  expect(JSON.stringify(error)).not.toContain('secret');
});

test('health and reflection stay open', async () => {
  await using server = await startGuardedServer();
  const { SERVING } = health.HealthCheckResponse_ServingStatus;
  const answer = await ask(server.client, health.HealthService.check, { service: 'test.v1.TextService' });
  expect(answer.response.status).toBe(SERVING);
  const call = converse(server.client, reflectionV1.ServerReflectionService.serverReflectionInfo);
  call.end({ host: '', messageRequest: { $case: 'listServices', value: '' } });
  expect(JSON.stringify(await call.toArray())).toContain('test.v1.TextService');
});

test('without a guard, every call is served', async () => {
  await using server = await startTextServer({ unary: (text) => text });
  expect((await ask(server.client, TextService.unary, 'hello')).response).toBe('hello');
});
