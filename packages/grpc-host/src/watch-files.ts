import { statSync } from 'node:fs';
import { messageOf } from './message-of.js';

/** How often the files are checked, in milliseconds. */
const POLL_MS = 1_000;

/**
 * Calls `onChange` after one of the files has changed. A change counts from this call on, so call it before you read
 * them. Polling follows the symbolic links that Kubernetes swaps, and doesn't depend on what a file system reports.
 * A pipe, as the shell makes for `<(command)`, can be read only once, so that what goes through it is no change.
 *
 * @returns stops it
 */
export function watchFiles(paths: readonly string[], onChange: () => void): () => void {
  const look = () => paths.map(stateOf).join();
  let seen = look();
  const timer = setInterval(() => {
    const state = look();
    if (state === seen) return;
    seen = state;
    onChange();
  }, POLL_MS).unref();
  return () => clearInterval(timer);
}

/** Differs whenever the content of the file may differ; of a file that can't be looked at, the reason. */
function stateOf(path: string): string {
  try {
    const stats = statSync(path, { bigint: true });
    if (!stats.isFile()) return 'not a regular file';
    const { dev, ino, size, mtimeNs, ctimeNs } = stats;
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return messageOf(error);
  }
}
