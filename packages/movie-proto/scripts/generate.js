// Keeps the generated code equal to the contracts.
//
//   node generate.js           write the stubs that buf generates from our contract
//   node generate.js --grpc    write those of gRPC's own contracts: only after an update of the packages that ship them
//   node generate.js --check   fail if any stub is not what its contract generates
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const descriptors = 'descriptors.binpb';

/**
 * A package of generated code: where it is, the command that writes it, what buf generates it from, and the arguments of
 * `buf build` for its descriptors, once for each folder that imports are found in.
 *
 * @typedef {{ gen: string, command: string, template: string, described: string[][] }} Generated
 */
/** @type {Generated} */
const OURS = {
  gen: 'packages/movie-proto/src/gen',
  command: 'generate',
  template: 'buf.gen.yaml',
  described: [['packages/movie-proto/proto']],
};
/** @type {Generated} */
const GRPC = {
  gen: 'packages/grpc-proto/src/gen',
  command: 'generate:grpc',
  template: 'packages/grpc-proto/buf.gen.yaml',
  described: [
    ['node_modules/grpc-health-check/proto'],
    // Without the samples beside it, which don't build.
    ['node_modules/@grpc/reflection/build/proto', '--path', 'node_modules/@grpc/reflection/build/proto/grpc'],
    // What errors carry, so that clients can read it.
    ['node_modules/google-proto-files', '--path', 'node_modules/google-proto-files/google/rpc/error_details.proto'],
  ],
};

/**
 * Runs buf from the root of the repository.
 *
 * @param {string[]} args
 * @returns {Promise<Buffer>} what it printed to standard output
 * @throws Error whose `stderr` says where the contract is wrong
 */
async function buf(...args) {
  const tool = join(root, 'node_modules/@bufbuild/buf/bin/buf');
  const options = /** @type {const} */ ({ cwd: root, encoding: 'buffer', maxBuffer: 2 ** 26 });
  const { stdout } = await promisify(execFile)(process.execPath, [tool, ...args], options);
  return stdout;
}

/**
 * Generates into a folder outside the tree, so that a contract that doesn't parse leaves the last good stubs alone.
 *
 * @param {Generated} generated
 * @returns {Promise<Map<string, Buffer>>} the stubs by relative path
 * @throws what buf does
 */
async function generate({ gen, template, described }) {
  const folder = await mkdtemp(join(tmpdir(), 'movie-stubs-'));
  try {
    // Side by side: on two cores the descriptors take no time of their own.
    const [code, sets] = await Promise.allSettled([
      buf('generate', '--template', template, '--output', folder),
      describe(described),
    ]);
    if (code.status === 'rejected') throw code.reason;
    if (sets.status === 'rejected') throw sets.reason;
    return (await readFiles(join(folder, gen))).set(descriptors, sets.value);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Contracts with their comments, as a google.protobuf.FileDescriptorSet: what a server describes itself from.
 *
 * @param {string[][]} described
 * @returns {Promise<Buffer>}
 */
async function describe(described) {
  const options = ['--as-file-descriptor-set', '--output', '-'];
  // Protocol Buffers merge when their bytes are joined: the lists of files become one.
  return Buffer.concat(await Promise.all(described.map((input) => buf('build', ...input, ...options))));
}

/**
 * @param {string} folder
 * @returns {Promise<Map<string, Buffer>>} every file below it, by relative path
 */
async function readFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  paths.sort();
  const stubs = new Map();
  for (const path of paths) stubs.set(relative(folder, path), await readFile(path));
  return stubs;
}

/**
 * Compares both ways: a file that is missing, one too many, one with other bytes.
 *
 * @param {Map<string, Buffer>} wanted
 * @param {Map<string, Buffer>} found
 */
function compare(wanted, found) {
  /** @type {{ path: string, difference: 'missing' | 'extra' | 'changed' }[]} */
  const differences = [];
  for (const [path, bytes] of wanted) {
    const there = found.get(path);
    if (!there) differences.push({ path, difference: 'missing' });
    else if (!bytes.equals(there)) differences.push({ path, difference: 'changed' });
  }
  for (const path of found.keys()) {
    if (!wanted.has(path)) differences.push({ path, difference: 'extra' });
  }
  return differences;
}

/**
 * What the contract generates, and where the committed stubs differ from it.
 *
 * @param {Generated} generated
 * @returns {Promise<{ wanted: Map<string, Buffer>, differences: ReturnType<typeof compare> } | undefined>} undefined if
 *   buf refuses the contract, after printing why
 */
async function regenerate(generated) {
  try {
    const wanted = await generate(generated);
    return { wanted, differences: compare(wanted, await readFiles(join(root, generated.gen))) };
  } catch (error) {
    if (!(error instanceof Error && 'stderr' in error)) throw error;
    process.stderr.write(String(error.stderr));
    return undefined;
  }
}

/**
 * @param {Generated} generated
 * @returns {Promise<boolean>} whether the stubs are now what the contract generates
 */
async function writeStubs(generated) {
  const result = await regenerate(generated);
  if (!result) return false;
  for (const { path, difference } of result.differences) {
    const file = join(root, generated.gen, path);
    if (difference === 'extra') await rm(file);
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, result.wanted.get(path) ?? '');
    }
    console.log(`${difference === 'extra' ? 'removed' : 'wrote'} ${relative(root, file)}`);
  }
  if (result.differences.length === 0) console.log('The stubs are up to date.');
  return true;
}

/**
 * @param {Generated} generated
 * @returns {Promise<boolean>} whether the committed stubs are what the contract generates
 */
async function checkStubs(generated) {
  const result = await regenerate(generated);
  if (!result) return false;
  for (const { path, difference } of result.differences) {
    console.error(`${difference}: ${join(generated.gen, path)}`);
  }
  if (result.differences.length === 0) return true;
  console.error(
    `The stubs are not what the contract generates. Run \`pnpm ${generated.command}\` and commit the result.`,
  );
  return false;
}

const mode = process.argv[2];
if (mode !== undefined && mode !== '--check' && mode !== '--grpc') {
  console.error(`${mode} is not an option; the options are --check and --grpc.`);
  process.exitCode = 2;
} else if (mode === '--check')
  process.exitCode = (await Promise.all([OURS, GRPC].map(checkStubs))).every(Boolean) ? 0 : 1;
else process.exitCode = (await writeStubs(mode === '--grpc' ? GRPC : OURS)) ? 0 : 1;
