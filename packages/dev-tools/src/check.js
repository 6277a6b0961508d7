// `pnpm check`: runs every part, and says at the end what passed, what failed, and what fixes it.
//
//   node check.js            everything
//   node check.js contract   the parts of this group, or of several, only
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { root, runTool } from './run-tool.js';

/**
 * @typedef {{
 *   group: 'stubs' | 'contract' | 'code',
 *   name: string,
 *   tool: Parameters<typeof runTool>[0],
 *   args: string[],
 *   fix?: string,
 * }} Part
 */

/** @returns {Promise<string[]>} the contracts as they were frozen, of every package that has some */
async function baselines() {
  const packages = await readdir(join(root, 'packages'));
  const found = packages.map(async (name) => {
    const folder = join(root, 'packages', name, 'baseline');
    const files = await readdir(folder).catch(() => []);
    return files.filter((file) => file.endsWith('.json')).map((file) => relative(root, join(folder, file)));
  });
  return (await Promise.all(found)).flat().sort();
}

/** @returns {Promise<Part[]>} */
async function allParts() {
  const format = 'Run `pnpm format`.';
  return [
    { group: 'stubs', name: 'stubs', tool: 'generate', args: ['--check'], fix: 'Run `pnpm generate`.' },
    { group: 'contract', name: 'contract rules', tool: 'buf', args: ['lint'] },
    { group: 'contract', name: 'contract format', tool: 'buf', args: ['format', '--diff', '--exit-code'], fix: format },
    ...(await baselines()).map(
      /** @returns {Part} */ (file) => ({
        group: 'contract',
        name: `compatible with ${file}`,
        tool: 'buf',
        args: ['breaking', '--against', file],
        fix: 'Callers rely on what was there. Only if it was never released: `pnpm freeze`.',
      }),
    ),
    { group: 'code', name: 'code rules and format', tool: 'biome', args: ['check'], fix: `${format} It fixes most.` },
    { group: 'code', name: 'types', tool: 'tsc', args: ['-b'] },
  ];
}

/** @param {Part[]} parts */
async function check(parts) {
  const summary = [];
  for (const { name, tool, args, fix } of parts) {
    console.log(`\n── ${name}`);
    const passed = (await runTool(tool, args)) === 0;
    if (!passed) process.exitCode = 1;
    summary.push(passed ? `passed  ${name}` : `FAILED  ${name}${fix ? `. ${fix}` : ''}`);
  }
  console.log(`\n${summary.join('\n')}`);
}

const wanted = process.argv.slice(2);
const parts = await allParts();
const unknown = wanted.find((name) => parts.every(({ group }) => group !== name));
if (unknown === undefined) await check(parts.filter(({ group }) => wanted.length === 0 || wanted.includes(group)));
else {
  console.error(`There is no group ${unknown}; the groups are stubs, contract and code.`);
  process.exitCode = 2;
}
