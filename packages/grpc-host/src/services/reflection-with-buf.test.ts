import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Ending, runBuf } from 'test-kit';
import { startHost } from '../host.js';
import { defineService } from '../service.js';
import { BOOK_HANDLERS, Books, CONTRACTS } from '../testing/book-service.js';
import { describeContracts } from '../testing/describe-contracts.js';

let descriptors: Buffer;
beforeAll(async () => {
  descriptors = await describeContracts(CONTRACTS);
});

/** Runs `buf curl` on a host, without a local schema. */
async function curl(path: string, ...options: readonly string[]): Promise<Ending> {
  const services = [defineService(Books, BOOK_HANDLERS)];
  await using host = await startHost({ host: '127.0.0.1', services, descriptors });
  const url = `http://127.0.0.1:${host.port}${path}`;
  return await runBuf(['curl', '--http2-prior-knowledge', '--protocol', 'grpc', ...options, url]);
}

describe('buf curl', () => {
  test.each(['grpc-v1', 'grpc-v1alpha'])('lists the services, by reflection %s', async (protocol) => {
    const { stdout } = await curl('', '--list-services', '--reflect-protocol', protocol);
    expect(stdout.trim().split('\n').sort()).toEqual([
      'Books',
      'grpc.health.v1.Health',
      'grpc.reflection.v1.ServerReflection',
      'grpc.reflection.v1alpha.ServerReflection',
    ]);
  });

  test('lists the methods', async () => {
    const { stdout } = await curl('', '--list-methods');
    const methods = stdout.trim().split('\n');
    expect(methods).toContain('Books/GetBook');
    expect(methods).toContain('grpc.health.v1.Health/Watch');
  });

  test('calls a method without a local schema', async () => {
    const { stdout } = await curl('/Books/GetBook', '--data', '{"id":"b1"}');
    expect(JSON.parse(stdout)).toEqual({ title: 'The Martian', rating: 8.25 });
  });

  test('gets NOT_FOUND with its details', async () => {
    const { stderr, code } = await curl('/Books/GetBook', '--data', '{"id":"b9"}');
    expect(code).not.toBe(0);
    const { details, ...error } = JSON.parse(stderr);
    expect(error).toEqual({ code: 'not_found', message: 'No book has the id "b9".' });
    expect(details.map(({ type }: { type: string }) => type)).toEqual([
      'google.rpc.ErrorInfo',
      'google.rpc.ResourceInfo',
    ]);
  });

  test('asks for health', async () => {
    const { stdout } = await curl('/grpc.health.v1.Health/Check', '--data', '{"service":"Books"}');
    expect(JSON.parse(stdout)).toEqual({ status: 'SERVING' });
  });
});
