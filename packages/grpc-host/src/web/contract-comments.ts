import type { AnyDesc, DescFile } from '@bufbuild/protobuf';
import { isReflectMessage, type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';

/** What has a comment in a contract: a message, a field, a service… */
export type Commented = Exclude<AnyDesc, DescFile>;

/** Gives the comment of a part of a contract; undefined if it has none, or the file came without its comments. */
export type CommentOf = (desc: Commented) => string | undefined;

/** Reads the comments of files and of their imports. A descriptor set without source info has none. */
export function readComments(of: Iterable<DescFile>): CommentOf {
  const comments = new Map<object, string>();
  const files = new Set(of);
  // A loop over a set also visits what is added during the loop.
  for (const { proto, dependencies } of files) {
    for (const dependency of dependencies) files.add(dependency);
    const file = reflect(FileDescriptorProtoSchema, proto);
    for (const { path, leadingComments, trailingComments } of proto.sourceCodeInfo?.location ?? []) {
      const comment = leadingComments || trailingComments;
      const part = comment && follow(file, path)?.message;
      if (part) comments.set(part, withoutIndent(comment));
    }
  }
  return ({ proto }) => comments.get(proto);
}

/** The part of a file at a path: pairs of a field's number and an index in it. Undefined where it ends at an option. */
function follow(file: ReflectMessage, path: readonly number[]): ReflectMessage | undefined {
  let part = file;
  for (let at = 0; at < path.length; at += 2) {
    const field = part.fields.find(({ number }) => number === path[at]);
    const index = path[at + 1];
    if (field?.fieldKind !== 'list' || field.listKind !== 'message' || index === undefined) return undefined;
    const next = part.get(field).get(index);
    if (!isReflectMessage(next)) return undefined;
    part = next;
  }
  return part;
}

/** Without the space that stands between `//` and the text of each line. */
function withoutIndent(comment: string): string {
  return comment.replace(/^ /gm, '').trim();
}
