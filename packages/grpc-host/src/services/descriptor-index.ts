import {
  createFileRegistry,
  type DescEnum,
  type DescExtension,
  type DescFile,
  type FileRegistry,
  fromBinary,
} from '@bufbuild/protobuf';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

/**
 * Finds descriptors by name. It gives the bytes of the files as the compiler wrote them: decoded and encoded again, they
 * would lose the options that we don't know.
 */
export class DescriptorIndex {
  readonly #registry: FileRegistry;
  readonly #bytes = new Map<string, Buffer>();

  /** @param set the bytes of a google.protobuf.FileDescriptorSet; a file that is in it twice counts once */
  constructor(set: Uint8Array) {
    const { file } = fromBinary(FileDescriptorSetSchema, set);
    const bytes = splitFiles(set);
    const unique = file.filter(({ name }, index) => {
      if (this.#bytes.has(name)) return false;
      this.#bytes.set(name, bytes[index] ?? Buffer.alloc(0));
      return true;
    });
    this.#registry = createFileRegistry({ $typeName: 'google.protobuf.FileDescriptorSet', file: unique });
  }

  /** The file with this name and all that it imports, itself first. */
  fileNamed(name: string): Buffer[] | undefined {
    return this.#withImports(this.#registry.getFile(name));
  }

  /** The file that defines a message, enum, service, extension, or a method, field or value of one of them. */
  fileOfSymbol(symbol: string): Buffer[] | undefined {
    const parent = symbol.slice(0, symbol.lastIndexOf('.'));
    const desc = this.#registry.get(symbol) ?? this.#parentOf(parent, symbol) ?? this.#enumOf(symbol);
    return this.#withImports(desc?.file);
  }

  /** The file that extends a message by the field with this number. */
  fileOfExtension(message: string, number: number): Buffer[] | undefined {
    return this.#withImports(this.#extensions(message)?.find((extension) => extension.number === number)?.file);
  }

  /** The numbers of all extensions of a message; undefined if there is no such message. */
  extensionNumbers(message: string): readonly number[] | undefined {
    return this.#extensions(message)?.map(({ number }) => number);
  }

  #extensions(message: string): DescExtension[] | undefined {
    if (!this.#registry.getMessage(message)) return undefined;
    return [...this.#registry].filter((desc): desc is DescExtension => {
      return desc.kind === 'extension' && desc.extendee.typeName === message;
    });
  }

  /** The definition that has a member of this name: `movie.v1.MovieService` for `movie.v1.MovieService.GetMovie`. */
  #parentOf(name: string, symbol: string) {
    const member = symbol.slice(name.length + 1);
    const has = (members: readonly { readonly name: string }[]) => members.some(({ name }) => name === member);
    const parent = this.#registry.get(name);
    if (parent?.kind === 'service') return has(parent.methods) ? parent : undefined;
    if (parent?.kind === 'message') return has(parent.fields) || has(parent.oneofs) ? parent : undefined;
    return undefined;
  }

  /** The enum with this value. Its values stand beside it, not in it: `movie.v1.IMPORT_MODE_UPSERT`. */
  #enumOf(symbol: string): DescEnum | undefined {
    return [...this.#registry].find((desc): desc is DescEnum => {
      if (desc.kind !== 'enum') return false;
      const scope = desc.typeName.slice(0, -desc.name.length);
      return desc.values.some(({ name }) => scope + name === symbol);
    });
  }

  #withImports(file: DescFile | undefined): Buffer[] | undefined {
    if (!file) return undefined;
    const files = new Set([file]);
    // A loop over a set also visits what is added during the loop.
    for (const { dependencies } of files) for (const dependency of dependencies) files.add(dependency);
    return [...files].map(({ proto }) => this.#bytes.get(proto.name) ?? Buffer.alloc(0));
  }
}

/** The bytes of each file of a FileDescriptorSet, which contains nothing but files. */
function splitFiles(set: Uint8Array): Buffer[] {
  const reader = new BinaryReader(set);
  const files: Buffer[] = [];
  while (reader.pos < reader.len) {
    reader.uint32();
    files.push(Buffer.from(reader.bytes()));
  }
  return files;
}
