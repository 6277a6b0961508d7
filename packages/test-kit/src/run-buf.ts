import { createRequire } from 'node:module';
import { type Ending, type ProcessOptions, run } from './running-process.js';

// The package's script, run by node itself: a file of node_modules/.bin has another name on Windows.
const BUF = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');

/** Runs the command line of Buf, with nothing to read. */
export function runBuf(args: readonly string[], options?: ProcessOptions): Promise<Ending> {
  return run(process.execPath, [BUF, ...args], options);
}
