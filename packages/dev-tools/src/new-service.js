// Begins a service of your own in this server: its contract, its stubs, code that compiles, and a test.
//
//   node new-service.js book.v1.LendingService
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root, runTool } from './run-tool.js';
import { additions, newFiles } from './service-files.js';
import { parseServiceName } from './service-name.js';

const EXAMPLE = 'Type it as `pnpm new-service book.v1.LendingService`';

/** Why there will be no service. Nothing has been changed. */
class Refusal extends Error {}

/**
 * @param {string[]} args
 * @throws Refusal
 */
async function planOf(args) {
  if (args.length !== 1) throw new Refusal(`A service needs one name. ${EXAMPLE}.`);
  const [fullName = ''] = args;
  const name = parseServiceName(fullName);
  if (!name) {
    const rule = 'lower-case letters, a version, and words of letters of which the last is Service';
    throw new Refusal(`${fullName} is no name for a service. ${EXAMPLE}: ${rule}.`);
  }
  const { contract, service, test } = newFiles(name);
  const files = new Map([contract, service, test].map(({ path, text }) => [path, text]));
  for (const path of files.keys()) {
    if (existsSync(join(root, path))) throw new Refusal(`${path} exists already. Choose another name.`);
  }
  const isFirst = !existsSync(join(root, `packages/movie-proto/proto/${name.home}`));
  for (const { path, at, text } of additions(name, isFirst)) {
    files.set(path, extended(path, files.get(path) ?? (await textOf(path)), at, text));
  }
  if ((await runTool('buf', ['build'])) !== 0) throw new Refusal('Fix the contracts that there are first.');
  return { name, files, isFirst, service, contract, test };
}

/** @param {string} path */
function textOf(path) {
  return existsSync(join(root, path)) ? readFile(join(root, path), 'utf8') : '';
}

/**
 * @param {string} path
 * @param {string} before
 * @param {RegExp} at
 * @param {string} text comes after what `at` finds
 */
function extended(path, before, at, text) {
  const found = at.exec(before);
  if (!found) throw new Refusal(`${path} has nothing like ${at}, where the service belongs.`);
  const end = found.index + found[0].length;
  return before.slice(0, end) + text + before.slice(end);
}

/**
 * @param {ReadonlyMap<string, string>} files
 * @param {string | undefined} frozen the contract to freeze
 * @returns {Promise<boolean>} whether it all compiles
 */
async function make(files, frozen) {
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const code = [...files.keys()].filter((path) => path.endsWith('.ts'));
  return (
    (await runTool('generate', [])) === 0 &&
    (await runTool('biome', ['check', '--write', ...code])) === 0 &&
    (frozen === undefined || (await runTool('freeze', [frozen])) === 0) &&
    (await runTool('tsc', ['-b'])) === 0
  );
}

try {
  const { name, files, isFirst, service, contract, test } = await planOf(process.argv.slice(2));
  const isMade = await make(files, isFirst ? name.contract : undefined);
  console.log(`\n${[...files.keys()].map((path) => `wrote ${path}`).join('\n')}`);
  if (isMade) {
    console.log(`
${name.fullName} compiles, and refuses its call with UNIMPLEMENTED. Now

1. write in ${service.path} what Get${name.subject} answers,
2. change ${test.path} to expect that, and run it: pnpm test ${name.kebab}
3. change ${contract.path}; after each change: pnpm generate, pnpm build
4. before the first release: pnpm freeze ${name.contract}

docs/start-from-this.md shows each step.`);
  } else {
    console.error(
      '\nThe files are written, but something above has failed. Fix it, and then: pnpm generate, pnpm build.',
    );
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
