import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { health, reflectionV1, reflectionV1Alpha } from 'grpc-proto';
import { answerOf, connectHttp2, frame, openCall } from 'test-kit';
import { startTextServer } from './testing/start-text-server.js';

const { check, watch, list } = health.HealthService;

describe("a message of half a million fields is refused before it is read to its end by the host's own", () => {
  // What comes last can't be decoded, so only who doesn't get there answers with another code.
  const UNREADABLE = Buffer.from([0x07]);

  test.each([
    ['health check', check, 1],
    ['health watch', watch, 1],
    ['health list', list, 15],
    ['reflection v1', reflectionV1.ServerReflectionService.serverReflectionInfo, 1],
    ['reflection v1alpha', reflectionV1Alpha.ServerReflectionService.serverReflectionInfo, 15],
  ] as const)('%s', async (_, { path }, field) => {
    await using server = await startTextServer();
    using session = connectHttp2(server.port);
    const call = openCall(session, path);
    call.end(frame(Buffer.concat([Buffer.alloc(1_000_000, Buffer.from([(field << 3) | 2, 0])), UNREADABLE])));
    expect(await answerOf(call)).toMatchObject({
      grpcStatus: status.INVALID_ARGUMENT,
      message: 'The request has far too many fields and elements.',
    });
  });
});
