import { reflectionV1, reflectionV1Alpha } from 'grpc-proto';
import { boundRequests } from '../bounded-requests.js';
import { defineService, type Handlers, type Service } from '../service.js';
import { allDescriptors } from './all-descriptors.js';
import type { DescriptorIndex } from './descriptor-index.js';

type Request = reflectionV1.ServerReflectionRequest;
type Answer = reflectionV1.ServerReflectionResponse['messageResponse'];

// Codes of google.rpc.Code: the protocol has them in its answers instead of ending the stream.
const NOT_FOUND = 5;
const INVALID_ARGUMENT = 3;

/**
 * `grpc.reflection.v1` and the older `v1alpha`, whose messages are the same: they describe to clients
 * without the contract what this server serves.
 *
 * @param descriptors the contracts of the services, as the bytes of a google.protobuf.FileDescriptorSet; those of health
 *   and reflection are added
 * @param services those that are listed besides reflection itself
 */
export function reflectionServices(
  descriptors: Uint8Array | undefined,
  services: readonly Pick<Service, 'name'>[] = [],
): Service[] {
  let index: Promise<DescriptorIndex> | undefined;
  const listed = services.map(({ name }) => name);
  listed.push('grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection');
  const handlers: Handlers<typeof reflectionV1.ServerReflectionService> = {
    async *serverReflectionInfo(requests) {
      index ??= indexOf(descriptors);
      for await (const request of requests) {
        const messageResponse = answer(request, await index, listed);
        yield { validHost: request.host, originalRequest: request, messageResponse };
      }
    },
  };
  return [
    defineService(boundRequests(reflectionV1.ServerReflectionService), handlers),
    defineService(boundRequests(reflectionV1Alpha.ServerReflectionService), handlers),
  ];
}

/** Loads what reads descriptors only once somebody asks: it takes a tenth of the time of a start. */
async function indexOf(descriptors: Uint8Array | undefined): Promise<DescriptorIndex> {
  const { DescriptorIndex } = await import('./descriptor-index.js');
  return new DescriptorIndex(allDescriptors(descriptors));
}

function answer({ messageRequest }: Request, index: DescriptorIndex, services: readonly string[]): Answer {
  switch (messageRequest?.$case) {
    case 'listServices':
      return { $case: 'listServicesResponse', value: { service: services.map((name) => ({ name })) } };
    case 'fileByFilename':
      return files(index.fileNamed(messageRequest.value), messageRequest.value);
    case 'fileContainingSymbol':
      return files(index.fileOfSymbol(messageRequest.value), messageRequest.value);
    case 'fileContainingExtension': {
      const { containingType, extensionNumber } = messageRequest.value;
      return files(index.fileOfExtension(containingType, extensionNumber), `${containingType}/${extensionNumber}`);
    }
    case 'allExtensionNumbersOfType': {
      const extensionNumber = index.extensionNumbers(messageRequest.value);
      if (!extensionNumber) return failure(NOT_FOUND, `This server has no message ${messageRequest.value}.`);
      const value = { baseTypeName: messageRequest.value, extensionNumber: [...extensionNumber] };
      return { $case: 'allExtensionNumbersResponse', value };
    }
    default:
      return failure(INVALID_ARGUMENT, 'The request asks for nothing.');
  }
}

function files(fileDescriptorProto: Buffer[] | undefined, what: string): Answer {
  if (!fileDescriptorProto) return failure(NOT_FOUND, `This server has no descriptor of ${what}.`);
  return { $case: 'fileDescriptorResponse', value: { fileDescriptorProto } };
}

function failure(errorCode: number, errorMessage: string): Answer {
  return { $case: 'errorResponse', value: { errorCode, errorMessage } };
}
