// `pnpm freeze`: from now on, `pnpm check` refuses what breaks the callers of each versioned contract as it is now. The
// contract of the tutorial is older than this, and was frozen once for ever.
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

for (const home of await foldersIn('packages')) {
  const proto = `packages/${home}/proto`;
  for (const name of await foldersIn(proto)) {
    for (const version of await foldersIn(`${proto}/${name}`)) {
      const file = `packages/${home}/baseline/${name}-${version}.json`;
      await mkdir(join(root, `packages/${home}/baseline`), { recursive: true });
      const args = ['build', '--path', `${proto}/${name}/${version}`, '--exclude-source-info', '-o', file];
      if ((await runTool('buf', args)) === 0) console.log(`Wrote ${file}.`);
      else process.exitCode = 1;
    }
  }
}
