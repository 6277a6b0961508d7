import type { DescMessage } from '@bufbuild/protobuf';
import { Edition } from '@bufbuild/protobuf/wkt';

/** Whether a message has the rules of proto3, and no JSON of its own, as many of those have that come with it. */
export function isPlain({ file, typeName }: DescMessage): boolean {
  return file.edition === Edition.EDITION_PROTO3 && !typeName.startsWith('google.protobuf.');
}
