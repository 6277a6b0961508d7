import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The contracts of a host's services with those of health and reflection, as the bytes of a
 * google.protobuf.FileDescriptorSet, in which a file may be twice.
 *
 * @param descriptors such a set of the services
 */
export function allDescriptors(descriptors: Uint8Array = new Uint8Array()): Buffer {
  const own = readFileSync(fileURLToPath(import.meta.resolve('grpc-proto/descriptors.binpb')));
  // The bytes of two sets, one after the other, are one set with the files of both.
  return Buffer.concat([descriptors, own]);
}
