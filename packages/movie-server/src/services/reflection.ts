import { reflectionV1, reflectionV1Alpha } from 'movie-proto';
import { defineService, type Handlers, type Service } from '../rpc/service.js';
import type { DescriptorIndex } from './descriptor-index.js';

type Request = reflectionV1.ServerReflectionRequest;
type Answer = reflectionV1.ServerReflectionResponse['messageResponse'];

// google.rpc.Code, which the protocol puts into its answers instead of ending the stream.
const NOT_FOUND = 5;
const INVALID_ARGUMENT = 3;

/**
 * `grpc.reflection.v1` and the older `v1alpha`, whose messages are the same: what this server serves, for clients
 * without its contract.
 *
 * @param services the names of the services it lists beside its own
 */
export function reflectionServices(descriptors: DescriptorIndex, services: readonly string[]): Service[] {
  const listed = [...services, 'grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'];
  const handlers: Handlers<typeof reflectionV1.ServerReflectionService> = {
    async *serverReflectionInfo(requests) {
      for await (const request of requests) {
        const messageResponse = answer(request, descriptors, listed);
        yield { validHost: request.host, originalRequest: request, messageResponse };
      }
    },
  };
  return [
    defineService(reflectionV1.ServerReflectionService, handlers),
    defineService(reflectionV1Alpha.ServerReflectionService, handlers),
  ];
}

function answer({ messageRequest }: Request, descriptors: DescriptorIndex, services: readonly string[]): Answer {
  switch (messageRequest?.$case) {
    case 'listServices':
      return { $case: 'listServicesResponse', value: { service: services.map((name) => ({ name })) } };
    case 'fileByFilename':
      return files(descriptors.fileNamed(messageRequest.value), messageRequest.value);
    case 'fileContainingSymbol':
      return files(descriptors.fileOfSymbol(messageRequest.value), messageRequest.value);
    case 'fileContainingExtension': {
      const { containingType, extensionNumber } = messageRequest.value;
      return files(
        descriptors.fileOfExtension(containingType, extensionNumber),
        `${containingType}/${extensionNumber}`,
      );
    }
    case 'allExtensionNumbersOfType': {
      const extensionNumber = descriptors.extensionNumbers(messageRequest.value);
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
