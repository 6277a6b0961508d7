// Builds what has changed, and becomes a program of this repository: each further process takes a tenth of a start.
//
//   node build-and-run.js FILE ARGS…
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, runTool } from './run-tool.js';

// The program finds its arguments where they are if it is started by itself.
const [file = ''] = process.argv.splice(2, 1);
const [compiled, isCurrent] = await Promise.all([runTool('tsc', ['-b']), isPageCurrent()]);
process.exitCode = compiled || (isCurrent ? 0 : await runTool('page', []));
if (process.exitCode === 0) await import(pathToFileURL(join(root, file)).href);

/** @returns {Promise<boolean>} true also where there is no page */
async function isPageCurrent() {
  const script = join(root, 'packages/movie-web/scripts/page-stamp.js');
  if (!existsSync(script)) return true;
  /** @type {{ isPageCurrent: () => Promise<boolean> }} */
  const stamp = await import(pathToFileURL(script).href);
  return stamp.isPageCurrent();
}
