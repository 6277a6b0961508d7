// Keeps the generated code equal to the contracts.
//
//   node generate.js           write the stubs that buf generates from our contract
//   node generate.js --grpc    write those of gRPC's own contracts: only after an update of the packages that ship them
//   node generate.js --check   fail if any stub is not what its contract generates
//   node generate.js --watch   write ours, and type-check, on each save of a .proto
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const contract = join(root, 'packages/movie-proto/proto');
const descriptors = 'descriptors.binpb';

/**
 * A package of generated code: where it is, what buf generates it from, and the arguments of `buf build` for its
 * descriptors, once for each folder that imports are found in.
 *
 * @typedef {{ gen: string, template: string, described: string[][] }} Generated
 */
/** @type {Generated} */
const OURS = {
  gen: 'packages/movie-proto/src/gen',
  template: 'buf.gen.yaml',
  described: [['packages/movie-proto/proto']],
};
/** @type {Generated} */
const GRPC = {
  gen: 'packages/grpc-proto/src/gen',
  template: 'packages/grpc-proto/buf.gen.yaml',
  described: [
    ['node_modules/grpc-health-check/proto'],
    // Without the samples beside it, which don't build.
    ['node_modules/@grpc/reflection/build/proto', '--path', 'node_modules/@grpc/reflection/build/proto/grpc'],
  ],
};

/**
 * Runs a tool of node_modules from the root of the repository.
 *
 * @param {string} script its JavaScript file, below node_modules
 * @param {string[]} args
 * @returns {boolean} whether it succeeded; what it printed went to this process's own streams
 */
function run(script, ...args) {
  const tool = join(root, 'node_modules', script);
  return spawnSync(process.execPath, [tool, ...args], { cwd: root, stdio: 'inherit' }).status === 0;
}

/**
 * Generates into a folder outside the tree, so that a contract that doesn't parse leaves the last good stubs alone.
 *
 * @param {Generated} generated
 * @returns {Promise<Map<string, Buffer> | undefined>} the stubs by relative path, or undefined if buf refused the
 *   contract (it has said where)
 */
async function generate({ gen, template, described }) {
  const folder = await mkdtemp(join(tmpdir(), 'movie-stubs-'));
  try {
    if (!run('@bufbuild/buf/bin/buf', 'generate', '--template', template, '--output', folder)) return undefined;
    const stubs = await readFiles(join(folder, gen));
    stubs.set(descriptors, await describe(described, folder));
    return stubs;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Contracts as a google.protobuf.FileDescriptorSet: what a server's reflection answers from.
 *
 * @param {string[][]} described
 * @param {string} folder for files on the way
 */
async function describe(described, folder) {
  const sets = [];
  for (const input of described) {
    const file = join(folder, `${sets.length}.binpb`);
    const options = ['--exclude-source-info', '--as-file-descriptor-set', '--output', file];
    if (!run('@bufbuild/buf/bin/buf', 'build', ...input, ...options)) throw new Error(`buf can't build ${input[0]}.`);
    sets.push(await readFile(file));
  }
  // Protocol Buffers merge when their bytes are joined: the lists of files become one.
  return Buffer.concat(sets);
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
 * @param {Generated} generated
 * @returns {Promise<boolean>} whether the stubs were written
 */
async function writeStubs(generated) {
  const wanted = await generate(generated);
  if (!wanted) return false;
  const committed = join(root, generated.gen);
  const differences = compare(wanted, await readFiles(committed));
  for (const { path, difference } of differences) {
    const file = join(committed, path);
    if (difference === 'extra') await rm(file);
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, wanted.get(path) ?? '');
    }
    console.log(`${difference === 'extra' ? 'removed' : 'wrote'} ${relative(root, file)}`);
  }
  if (differences.length === 0) console.log('The stubs are up to date.');
  return true;
}

/**
 * @param {Generated} generated
 * @returns {Promise<boolean>} whether the stubs are what the contract generates
 */
async function checkStubs(generated) {
  const wanted = await generate(generated);
  if (!wanted) return false;
  const committed = join(root, generated.gen);
  const differences = compare(wanted, await readFiles(committed));
  for (const { path, difference } of differences) {
    console.error(`${difference}: ${relative(root, join(committed, path))}`);
  }
  if (differences.length === 0) return true;
  console.error('The stubs are not what the contract generates. Run `pnpm generate` and commit the result.');
  return false;
}

/**
 * Regenerates and type-checks after each save, until the process is ended. It looks at the files again and again: a
 * watch of the system loses a file that an editor saves by renaming another over it.
 */
async function watchContract() {
  console.log(`Watching ${relative(root, contract)}. Ctrl-C ends it.`);
  let seen = new Map();
  for (;;) {
    // An editor may take a file away for a moment while it saves.
    const now = await readContract().catch(() => seen);
    if (compare(now, seen).length > 0) {
      seen = now;
      const ok = (await writeStubs(OURS)) && run('typescript/bin/tsc', '-b');
      console.log(ok ? 'The contract and the code agree.' : 'Waiting for the next save.');
    }
    await delay(200);
  }
}

/** @returns {Promise<Map<string, Buffer>>} the .proto files by relative path, without what an editor leaves beside */
async function readContract() {
  const files = await readFiles(contract);
  return new Map([...files].filter(([path]) => path.endsWith('.proto')));
}

const mode = process.argv[2];
if (mode === '--watch') await watchContract();
else if (mode === '--check') process.exitCode = (await checkStubs(OURS)) && (await checkStubs(GRPC)) ? 0 : 1;
else process.exitCode = (await writeStubs(mode === '--grpc' ? GRPC : OURS)) ? 0 : 1;
