// Begins a service of your own in this server: its contract, its stubs, code that compiles, and a test.
//
//   node new-service.js book.v1.LendingService
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root, runTool } from './run-tool.js';
import { additions, newFiles } from './service-files.js';
import { parseServiceName, serviceNameProblem } from './service-name.js';

const EXAMPLE = 'Type it as `pnpm new-service book.v1.LendingService`';
const PAGE = 'docs/start-from-this.md';

/** Why there will be no service. Nothing has been changed. */
class Refusal extends Error {}

/**
 * @param {string[]} args
 * @throws Refusal
 */
async function planOf(args) {
  if (args.length !== 1) throw new Refusal(`A service needs one name. ${EXAMPLE}.`);
  const [fullName = ''] = args;
  const problem = serviceNameProblem(fullName);
  if (problem !== undefined) throw new Refusal(`${fullName} is no name for a service: ${problem}. ${EXAMPLE}.`);
  const name = parseServiceName(fullName);
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

/** @param {ReadonlyMap<string, string>} files */
async function write(files) {
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

/**
 * What makes code of the files: each step as people type it, and how it is done here.
 *
 * @typedef {{ command: string, tool: keyof typeof import('./run-tool.js').TOOLS, args: string[] }} Step
 */

/**
 * @param {readonly string[]} code the files of TypeScript
 * @param {string | undefined} frozen the contract to freeze
 * @returns {readonly Step[]} in order
 */
function stepsFor(code, frozen) {
  /** @type {Step[]} */
  const freeze = frozen === undefined ? [] : [{ command: `pnpm freeze ${frozen}`, tool: 'freeze', args: [frozen] }];
  return [
    { command: 'pnpm generate', tool: 'generate', args: [] },
    { command: 'pnpm format', tool: 'biome', args: ['check', '--write', ...code] },
    ...freeze,
    { command: 'pnpm build', tool: 'tsc', args: ['-b'] },
  ];
}

/**
 * @param {readonly Step[]} steps
 * @returns {Promise<readonly string[]>} the commands from the first on that failed; none if all is made
 */
async function commandsLeft(steps) {
  for (const [index, { tool, args }] of steps.entries()) {
    if ((await runTool(tool, args)) !== 0) return steps.slice(index).map(({ command }) => command);
  }
  return [];
}

try {
  const { name, files, isFirst, service, contract, test } = await planOf(process.argv.slice(2));
  await write(files);
  const code = [...files.keys()].filter((path) => path.endsWith('.ts'));
  const left = await commandsLeft(stepsFor(code, isFirst ? name.contract : undefined));
  console.log(`\n${[...files.keys()].map((path) => `wrote ${path}`).join('\n')}`);
  if (left.length === 0) {
    console.log(`
${name.fullName} compiles, and refuses its call with UNIMPLEMENTED. Now

1. write in ${service.path} what Get${name.subject} answers,
2. change ${test.path} to expect that, and run it: pnpm test ${name.kebab}
3. change ${contract.path}; after each change: pnpm generate, pnpm build
4. before the first release: pnpm freeze ${name.contract}`);
    if (existsSync(join(root, PAGE))) console.log(`\n${PAGE} shows each step.`);
  } else {
    console.error(
      `\nThe files are written, but \`${left[0]}\` has failed: see above. Fix that, and then: ${left.join(', ')}.`,
    );
    process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
