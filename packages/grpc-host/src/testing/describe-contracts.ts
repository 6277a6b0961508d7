import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runBuf, TemporaryFolder } from 'test-kit';

/** Compiles .proto files, by their names, into the bytes of a google.protobuf.FileDescriptorSet. */
export async function describeContracts(files: Readonly<Record<string, string>>): Promise<Buffer> {
  using folder = new TemporaryFolder();
  const sources = folder.file('proto');
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(sources, name)), { recursive: true });
    writeFileSync(join(sources, name), text);
  }
  const set = folder.file('set.binpb');
  const { stderr } = await runBuf(['build', sources, '--as-file-descriptor-set', '-o', set]);
  if (stderr !== '') throw new Error(stderr);
  return readFileSync(set);
}
