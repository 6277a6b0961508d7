import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** How often a file is looked at where the system doesn't tell of a change. */
const POLL_MS = 500;

/**
 * Calls `onLook` when a file may have changed, and every half second besides, as some file systems don't tell. Doesn't
 * keep the process alive.
 *
 * @returns stops it
 */
export function watchFile(path: string, onLook: () => void): () => void {
  const timer = setInterval(onLook, POLL_MS).unref();
  const watcher = watchFolder(path, onLook);
  return () => {
    clearInterval(timer);
    watcher?.close();
  };
}

// The folder, since an editor that replaces the file leaves a watch on the file itself with the old one.
function watchFolder(path: string, onLook: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name === null || name === basename(path)) onLook();
    });
    return watcher.on('error', () => watcher.close());
  } catch {
    // The system may have no watches left; looking every half second is enough then.
    return undefined;
  }
}
