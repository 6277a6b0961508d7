import { status } from '@grpc/grpc-js';
import { reflectionV1 } from 'grpc-proto';
import type { CallSettings } from '../call-options.js';
import { clientError } from '../movie-error.js';
import type { Connection } from '../transport/connection.js';
import { isUnavailable, type Servers } from '../transport/servers.js';
import { brokenContract } from './contract.js';

/** The full names of the services that a server offers, in the server's order. */
export async function listServices(servers: Servers, settings: CallSettings): Promise<string[]> {
  return await servers.attempt((connection) => servicesOf(connection, settings), isUnavailable, settings);
}

async function servicesOf(connection: Connection, settings: CallSettings): Promise<string[]> {
  const request = { host: '', messageRequest: { $case: 'listServices', value: '' } } as const;
  const method = reflectionV1.ServerReflectionService.serverReflectionInfo;
  for await (const { messageResponse } of connection.bidiStream(method, [request], settings)) {
    if (messageResponse?.$case === 'listServicesResponse') return messageResponse.value.service.map(({ name }) => name);
    if (messageResponse?.$case === 'errorResponse') {
      const { errorCode, errorMessage } = messageResponse.value;
      throw clientError(errorCode || status.UNKNOWN, errorMessage, {
        method: method.path,
        address: connection.address,
      });
    }
  }
  throw brokenContract('it did not list its services.', method, connection.address);
}
