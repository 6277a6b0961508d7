import { readFileSync, statSync } from 'node:fs';
import { platform } from 'node:os';
import { messageOf, requireRegularFile, watchFiles } from 'grpc-host';
import type { Logger } from 'pino';
import type { WriteToken } from './services/write-access.js';

/** A token file can't be used; the message says why, and never has a token in it. */
export class TokenFileError extends Error {
  override readonly name = 'TokenFileError';
}

/** A token file that is reloaded when it changes. */
export interface TokenFile {
  /** The tokens as last loaded. */
  tokens(): readonly WriteToken[];
  /** Stops reloading. */
  close(): void;
}

/** How many mistakes of a changed file are logged; a file of another kind has one on each line. */
const MOST_LOGGED = 10;

/**
 * Loads tokens from a file, and reloads them when it changes. Each line has a name and a token, with white space
 * between; `#` at the start of a line or a word begins a comment.
 *
 * A token that is no longer in the file is no longer valid, whatever is wrong with the file: lines that can't be used
 * are left out, and if none is left, or the file is gone, nobody may write. The log says so.
 *
 * @throws TokenFileError if anything is wrong with the file when it is opened
 */
export function openTokenFile(path: string, log: Logger): TokenFile {
  let tokens: readonly WriteToken[] = [];
  const close = watchFiles([path], () => {
    tokens = reload(path, log);
  });
  const { found, mistakes } = readTokens(path);
  if (mistakes[0] !== undefined) {
    close();
    throw mistakes[0];
  }
  tokens = found;
  warnIfShared(path, log);
  return { tokens: () => tokens, close };
}

function reload(path: string, log: Logger): readonly WriteToken[] {
  const { found, mistakes } = readTokens(path, requireRegularFile);
  for (const { message } of mistakes.slice(0, MOST_LOGGED)) log.error(message);
  if (found.length === 0) log.error(`No token is valid until the token file ${path} has one: nobody may write.`);
  else log.info({ names: found.map(({ name }) => name) }, 'The write tokens were reloaded.');
  warnIfShared(path, log);
  return found;
}

/** Warns if other users may read or change the file. */
function warnIfShared(path: string, log: Logger): void {
  if (!isShared(path)) return;
  log.warn(`Other users can read or change the token file ${path}. Keep it to the server's user: chmod 600.`);
}

function isShared(path: string): boolean {
  // The mode means nothing on Windows.
  if (platform() === 'win32') return false;
  try {
    return (statSync(path).mode & 0o066) !== 0;
  } catch {
    // That it can't be used is logged already.
    return false;
  }
}

type FileCheck = (path: string) => void;

/**
 * The tokens of a file that can be used, and a mistake for each line that can't; without tokens, at least one.
 *
 * @param check throws if the file should not be read
 */
function readTokens(path: string, check?: FileCheck) {
  const lines = readLines(path, check);
  const mistakes = lines.filter((line) => line instanceof TokenFileError);
  const found = lines.flatMap((line) => (line instanceof TokenFileError ? [] : [line]));
  if (lines.length === 0) mistakes.push(new TokenFileError(`The token file ${path} has no token in it.`));
  return { found, mistakes };
}

function readLines(path: string, check?: FileCheck): (WriteToken | TokenFileError)[] {
  try {
    check?.(path);
    const lines = readFileSync(path, 'utf8').split(/\r?\n/);
    return lines.flatMap((line, index) => readLine(line, `The token file ${path}, line ${index + 1},`));
  } catch (error) {
    return [new TokenFileError(`The token file ${path} can't be read: ${messageOf(error)}.`, { cause: error })];
  }
}

/** The token on a line, or what is wrong with it. */
function readLine(line: string, place: string): [] | [WriteToken | TokenFileError] {
  const [name = '', token, ...rest] = line
    .replace(/(^|\s)#.*/, '')
    .trim()
    .split(/\s+/);
  if (name === '') return [];
  if (token === undefined || rest.length > 0) return [new TokenFileError(`${place} must have a name and a token.`)];
  // A header can't carry any other, so no caller could use it.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    return [new TokenFileError(`${place} has a token with characters other than visible ASCII.`)];
  }
  return [{ name, token }];
}
