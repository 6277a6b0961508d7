import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Files of the tools that node runs: those of node_modules/.bin have another name on Windows. */
export const TOOLS = {
  biome: 'node_modules/@biomejs/biome/bin/biome',
  buf: 'node_modules/@bufbuild/buf/bin/buf',
  freeze: 'packages/dev-tools/src/freeze.js',
  generate: 'packages/movie-proto/scripts/generate.js',
  page: 'packages/movie-web/scripts/build.js',
  tsc: 'node_modules/typescript/bin/tsc',
};

/**
 * Runs a tool at the root of the repository.
 *
 * @param {keyof typeof TOOLS} tool
 * @param {string[]} args
 * @param {(text: string) => void} [onOutput] gets what it prints; by default, it prints to this process's own streams
 * @returns {Promise<number>} its exit code; 1 if a signal ended it
 */
export function runTool(tool, args, onOutput) {
  /** @type {import('node:child_process').StdioOptions} */
  const stdio = onOutput ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  const child = spawn(process.execPath, [join(root, TOOLS[tool]), ...args], { cwd: root, stdio });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', onOutput ?? (() => {}));
  return new Promise((resolve, reject) => child.on('error', reject).on('close', (code) => resolve(code ?? 1)));
}
