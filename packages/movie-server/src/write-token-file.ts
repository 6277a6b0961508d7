import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import type { WriteToken } from './services/write-access.js';
import { messageOf } from './stores/errno.js';
import { fileStateSync } from './stores/file-state.js';

/** How often the file is looked at, in milliseconds. */
const RELOAD_MS = 1_000;

/** A token file can't be used; the message says why. */
export class TokenFileError extends Error {
  override readonly name = 'TokenFileError';
}

/** The tokens of a file, as it is now. */
export interface TokenFile {
  tokens(): readonly WriteToken[];
  close(): void;
}

/**
 * Reads tokens from a file, and again whenever it changes: a name and a token on each line, with white space between;
 * `#` begins a comment where a line or a word begins. If it changes into something that can't be used, the tokens stay as they were.
 *
 * @throws TokenFileError
 */
export function openTokenFile(path: string, log: Logger): TokenFile {
  // Looked at before reading: a change meanwhile is found at the next look.
  let seen = fileStateSync(path);
  let tokens = readTokens(path);
  const look = () => {
    const state = fileStateSync(path);
    if (state === seen) return;
    seen = state;
    try {
      tokens = readTokens(path);
      log.info({ names: tokens.map(({ name }) => name) }, 'The write tokens were read anew.');
    } catch (error) {
      if (!(error instanceof TokenFileError)) throw error;
      log.error(`The write tokens stay as they were. ${error.message}`);
    }
  };
  const timer = setInterval(look, RELOAD_MS).unref();
  return { tokens: () => tokens, close: () => clearInterval(timer) };
}

function readTokens(path: string): readonly WriteToken[] {
  const tokens = readText(path)
    .split(/\r?\n/)
    .flatMap((line, index) => readLine(line, `The token file ${path}, line ${index + 1},`));
  if (tokens.length === 0) throw new TokenFileError(`The token file ${path} holds no token.`);
  return tokens;
}

/** The token of a line; none for one that is empty. */
function readLine(line: string, place: string): WriteToken[] {
  const [name = '', token, ...rest] = line
    .replace(/(^|\s)#.*/, '')
    .trim()
    .split(/\s+/);
  if (name === '') return [];
  if (token === undefined || rest.length > 0) throw new TokenFileError(`${place} must hold a name and a token.`);
  // No header can carry another, so nobody could ever write with it.
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new TokenFileError(`${place} has a token with characters other than visible ASCII.`);
  }
  return [{ name, token }];
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new TokenFileError(`The token file ${path} can't be read: ${messageOf(error)}.`, { cause: error });
  }
}
