import { constants } from 'node:os';

const NAMES = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));

/** The code of a failed system call, such as `ENOENT`; undefined if the error is of another kind. */
export function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  if (typeof error.code !== 'string') return undefined;
  // Node has no name for some errors, EDQUOT for one: the code is then "Unknown system error -122".
  const isNamed = !error.code.startsWith('Unknown system error');
  return isNamed || !('errno' in error) ? error.code : (NAMES.get(-Number(error.errno)) ?? error.code);
}

/**
 * The message of anything that was thrown. That of a failed system call is without the path: it may be that of a file
 * of ours, with another name each time.
 */
export function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error);
  const message = String(error.message);
  return 'syscall' in error ? (message.split(`, ${String(error.syscall)}`)[0] ?? message) : message;
}
