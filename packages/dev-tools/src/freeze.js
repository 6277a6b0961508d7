// From now on, `pnpm check` refuses what breaks the callers of a versioned contract as it is now. The contract of the
// tutorial is older than this, and was frozen once for ever.
//
//   node freeze.js            every contract
//   node freeze.js book.v1    this one only
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root, runTool } from './run-tool.js';

/**
 * @param {string} folder
 * @returns {Promise<string[]>} the names of the folders in it; none if it isn't there
 */
async function foldersIn(folder) {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

/** @returns {Promise<{ contract: string, folder: string, file: string }[]>} */
async function allContracts() {
  const found = [];
  for (const home of await foldersIn('packages')) {
    const proto = `packages/${home}/proto`;
    for (const name of await foldersIn(proto)) {
      for (const version of await foldersIn(`${proto}/${name}`)) {
        const file = `packages/${home}/baseline/${name}-${version}.json`;
        found.push({ contract: `${name}.${version}`, folder: `${proto}/${name}/${version}`, file });
      }
    }
  }
  return found;
}

/** @param {{ folder: string, file: string }} contract */
async function freeze({ folder, file }) {
  await mkdir(join(root, file, '..'), { recursive: true });
  const code = await runTool('buf', ['build', '--path', folder, '--exclude-source-info', '-o', file]);
  if (code === 0) console.log(`Wrote ${file}.`);
  else process.exitCode = 1;
}

const wanted = process.argv.slice(2);
const contracts = await allContracts();
const names = contracts.map(({ contract }) => contract);
const unknown = wanted.find((name) => !names.includes(name));
if (unknown !== undefined) {
  console.error(`There is no contract ${unknown}; there are ${names.join(', ')}.`);
  process.exitCode = 1;
} else {
  for (const contract of contracts) {
    if (wanted.length === 0 || wanted.includes(contract.contract)) await freeze(contract);
  }
}
