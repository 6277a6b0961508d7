import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { describeContracts } from '../testing/describe-contracts.js';
import { DescriptorIndex } from './descriptor-index.js';

const FILES = {
  'base.proto': `
    syntax = "proto2";
    package base;
    message Thing { extensions 100 to 199; optional string name = 1; }
  `,
  'options.proto': `
    syntax = "proto2";
    package options;
    import "google/protobuf/descriptor.proto";
    extend google.protobuf.FieldOptions { optional string unit = 50001; }
  `,
  'more.proto': `
    syntax = "proto2";
    package more;
    import "base.proto";
    import "options.proto";
    extend base.Thing { optional int32 weight = 100 [(options.unit) = "kilogram"]; }
    message Scope { extend base.Thing { optional int32 height = 101; } }
  `,
  'bare.proto': `
    syntax = "proto3";
    message Question {}
    service Bare { rpc Ask(Question) returns (Question); }
  `,
};

let set: Buffer;
let index: DescriptorIndex;

beforeAll(async () => {
  set = await describeContracts(FILES);
  index = new DescriptorIndex(set);
});

function names(files: readonly Buffer[] | undefined): string[] | undefined {
  return files?.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name);
}

describe('extensions', () => {
  test('the numbers of a message, also of an extension within a message', () => {
    expect([...(index.extensionNumbers('base.Thing') ?? [])].sort()).toEqual([100, 101]);
    expect(index.extensionNumbers('google.protobuf.FieldOptions')).toEqual([50_001]);
    expect(index.extensionNumbers('Question')).toEqual([]);
    expect(index.extensionNumbers('Nothing')).toBeUndefined();
  });

  test('the file of a number', () => {
    expect(names(index.fileOfExtension('base.Thing', 100))?.[0]).toBe('more.proto');
    expect(names(index.fileOfExtension('base.Thing', 101))?.[0]).toBe('more.proto');
    expect(names(index.fileOfExtension('google.protobuf.FieldOptions', 50_001))?.[0]).toBe('options.proto');
    expect(index.fileOfExtension('base.Thing', 102)).toBeUndefined();
  });

  test('by their name, as a symbol', () => {
    expect(names(index.fileOfSymbol('more.weight'))?.[0]).toBe('more.proto');
    expect(names(index.fileOfSymbol('more.Scope.height'))?.[0]).toBe('more.proto');
  });
});

test('a service without a package, its methods and messages', () => {
  for (const symbol of ['Bare', 'Bare.Ask', 'Question'])
    expect(names(index.fileOfSymbol(symbol))).toEqual(['bare.proto']);
});

test('a file comes with all that it imports, each once', () => {
  expect(names(index.fileNamed('more.proto'))?.sort()).toEqual([
    'base.proto',
    'google/protobuf/descriptor.proto',
    'more.proto',
    'options.proto',
  ]);
});

test('the bytes are those of the set, so that no option is lost', () => {
  const [file] = index.fileNamed('more.proto') ?? [];
  expect(set.includes(file ?? 'nothing')).toBe(true);
  expect(file?.includes('kilogram')).toBe(true);
});

test('a file that is in the set twice is given once', () => {
  const twice = new DescriptorIndex(Buffer.concat([set, set]));
  expect(names(twice.fileNamed('bare.proto'))).toEqual(['bare.proto']);
  expect(fromBinary(FileDescriptorSetSchema, set).file.map(({ name }) => name)).toContain('bare.proto');
});
