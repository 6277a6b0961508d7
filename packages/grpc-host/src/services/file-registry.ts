import { createFileRegistry, type FileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/** Finds the descriptors in a google.protobuf.FileDescriptorSet. @param descriptors its bytes; a file that is in it twice counts once */
export function fileRegistry(descriptors: Uint8Array): FileRegistry {
  const { file } = fromBinary(FileDescriptorSetSchema, descriptors);
  const byName = new Map(file.map((one) => [one.name, one]));
  return createFileRegistry({ $typeName: 'google.protobuf.FileDescriptorSet', file: [...byName.values()] });
}
