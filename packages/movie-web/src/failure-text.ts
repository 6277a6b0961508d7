import { CallError } from './connect/call-error.js';

/** What a person can do about failures that need more than the server's own words. */
const ADVICE: Readonly<Record<string, string>> = {
  unavailable: 'The server can’t be reached. Try again when it is back.',
  deadline_exceeded: 'The server took too long. Look at what has changed before you try again.',
};

/** A failure in words for the person at the page. */
export function failureText(error: unknown): string {
  if (!(error instanceof CallError)) return error instanceof Error ? error.message : String(error);
  return (error.reason === undefined && ADVICE[error.code]) || error.message;
}
