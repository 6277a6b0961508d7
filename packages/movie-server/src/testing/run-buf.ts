import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

// The package's script, run by node itself: a file of node_modules/.bin has another name on Windows.
const BUF = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');
const run = promisify(execFile);

/** What buf printed, and its exit code. */
export interface BufResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs the command line of Buf. */
export async function runBuf(args: readonly string[], cwd?: string): Promise<BufResult> {
  try {
    const { stdout, stderr } = await run(process.execPath, [BUF, ...args], { cwd });
    return { stdout, stderr, code: 0 };
  } catch (error) {
    if (isFailedRun(error)) return error;
    throw error;
  }
}

function isFailedRun(error: unknown): error is BufResult {
  return typeof error === 'object' && error !== null && 'stdout' in error && 'stderr' in error && 'code' in error;
}
