import type { Client } from '@grpc/grpc-js';
import { connect, RecordedLog } from 'test-kit';
import { type Host, type HostOptions, startHost } from '../host.js';
import { defineService, type Handlers, type ServiceOptions } from '../service.js';
import { TextService } from './text-service.js';

/** A host of `TextService`, and a client of it. `await using` ends both. */
export interface TextServer extends Host {
  readonly client: Client;
  readonly log: RecordedLog;
}

export interface TextServerOptions extends Omit<HostOptions, 'services' | 'log'>, ServiceOptions<typeof TextService> {
  readonly log?: RecordedLog;
}

const unused = () => {
  throw new Error('The test did not say what this method does.');
};

/** Serves `TextService` by these handlers on a free port of this machine. */
export async function startTextServer(
  handlers: Partial<Handlers<typeof TextService>> = {},
  { log = new RecordedLog(), longLived, mapError, ...options }: TextServerOptions = {},
): Promise<TextServer> {
  const all = { unary: unused, upload: unused, download: unused, chat: unused, ...handlers };
  const service = defineService(TextService, all, { ...(longLived && { longLived }), ...(mapError && { mapError }) });
  const host = await startHost({ host: '127.0.0.1', ...options, services: [service], log: log.logger });
  const { address } = host;
  const client = connect(address);
  const end = () => {
    client.close();
    return host.close(0);
  };
  return { ...host, client, log, [Symbol.asyncDispose]: end };
}
