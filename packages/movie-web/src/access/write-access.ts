import { signal } from '@preact/signals';
import { ImportMode } from 'movie-proto/web';
import { CallError } from '../connect/call-error.js';
import { failureText } from '../failure-text.js';
import { importMovies } from '../movie-calls.js';
import { setWriteToken, writeToken } from './write-token.js';

/** Whether this page may write: the server's answer. `token` means that it asks for one. */
export const writeAccess = signal<'unknown' | 'open' | 'token' | 'closed'>('unknown');

/** How long the answer may take, in milliseconds. */
const CHECK_LIMIT = 15_000;
const CLOSED = ['WRITES_CLOSED', 'READ_ONLY'];

/** The check that was begun last. What comes of an earlier one may be the answer of a server that has gone. */
let newest: Promise<unknown> | undefined;

/**
 * Asks the server, by a write that changes nothing: an import of no movies that is only validated.
 *
 * @returns what went wrong; undefined if the page may write
 */
export function checkWriteAccess(): Promise<unknown> {
  const check: Promise<unknown> = failureOfWrite().then((failure) => {
    if (check !== newest) return newest;
    if (failure === undefined) writeAccess.value = 'open';
    else learnFrom(failure);
    return failure;
  });
  newest = check;
  return check;
}

async function failureOfWrite(): Promise<unknown> {
  try {
    const options = { mode: ImportMode.IMPORT_MODE_CREATE_ONLY, skipInvalid: false, validateOnly: true };
    await importMovies(options, [], AbortSignal.timeout(CHECK_LIMIT));
    return undefined;
  } catch (error) {
    return error;
  }
}

function learnFrom(error: unknown): void {
  if (isForToken(error)) writeAccess.value = 'token';
  else if (error instanceof CallError && CLOSED.includes(error.reason ?? '')) writeAccess.value = 'closed';
}

/** Whether a write failed because it needs a token, or another one. */
function isForToken(error: unknown): boolean {
  return error instanceof CallError && error.code === 'unauthenticated';
}

interface SignIn {
  /** What is wrong with the token that was given before; undefined if none was. */
  readonly problem: string | undefined;
  /** Undefined if the person gave up. */
  readonly answer: (token: string | undefined) => void;
}

/** The question for a token that the page asks just now. */
export const signIn = signal<SignIn | undefined>(undefined);

/** Asks for a token until the server takes it. @returns whether the page may write now */
export async function askForToken(): Promise<boolean> {
  let problem: string | undefined;
  for (;;) {
    const token = await new Promise<string | undefined>((answer) => {
      signIn.value = { problem, answer };
    });
    if (token === undefined) {
      signIn.value = undefined;
      return false;
    }
    setWriteToken(token);
    const failure = await checkWriteAccess();
    if (writeAccess.value !== 'token') {
      signIn.value = undefined;
      return writeAccess.value === 'open';
    }
    setWriteToken(undefined);
    problem = isForToken(failure)
      ? 'The server doesn’t know this token. It may have been replaced.'
      : failureText(failure);
  }
}

/** Forgets the token. */
export function signOut(): void {
  setWriteToken(undefined);
  void checkWriteAccess();
}

/** A person decided not to sign in, so the write was not made. */
export class NotSignedIn extends Error {
  override readonly name = 'NotSignedIn';
  override readonly message = 'Nothing was changed: sign in first.';
}

/**
 * Makes a write, after asking for a token if it needs one.
 *
 * @throws NotSignedIn, or what the write throws
 */
export async function withWriteAccess<T>(write: () => Promise<T>): Promise<T> {
  if (writeAccess.value === 'token' && !(await askForToken())) throw new NotSignedIn();
  try {
    return await write();
  } catch (error) {
    learnFrom(error);
    if (!isForToken(error)) throw error;
    // The token has been replaced since.
    setWriteToken(undefined);
    if (!(await askForToken())) throw new NotSignedIn();
    return write();
  }
}

/** Whether the person has signed in. */
export const isSignedIn = () => writeToken.value !== undefined;
