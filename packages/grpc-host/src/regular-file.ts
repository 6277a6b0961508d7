import { statSync } from 'node:fs';

/**
 * Makes sure that a file can be read at once, also if someone has replaced it: whoever reads a named pipe waits until
 * somebody writes.
 *
 * @throws Error if it can't
 */
export function requireRegularFile(path: string): void {
  if (!statSync(path).isFile()) throw new Error('it is not a regular file');
}
