import { readFileSync } from 'node:fs';
import { messageOf, watchFiles } from 'grpc-host';
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

/**
 * Loads tokens from a file, and reloads them when it changes. Each line has a name and a token, with white space
 * between; `#` at the start of a line or a word begins a comment. If the changed file can't be used, the old tokens stay
 * valid.
 *
 * @throws TokenFileError
 */
export function openTokenFile(path: string, log: Logger): TokenFile {
  let tokens: readonly WriteToken[] = [];
  const close = watchFiles([path], () => {
    try {
      tokens = readTokens(path);
      log.info({ names: tokens.map(({ name }) => name) }, 'The write tokens were reloaded.');
    } catch (error) {
      if (!(error instanceof TokenFileError)) throw error;
      log.error(`The write tokens stay as they were. ${error.message}`);
    }
  });
  try {
    tokens = readTokens(path);
  } catch (error) {
    close();
    throw error;
  }
  return { tokens: () => tokens, close };
}

function readTokens(path: string): readonly WriteToken[] {
  const tokens = readText(path)
    .split(/\r?\n/)
    .flatMap((line, index) => readLine(line, `The token file ${path}, line ${index + 1},`));
  if (tokens.length === 0) throw new TokenFileError(`The token file ${path} has no token in it.`);
  return tokens;
}

/** The token on a line, if there is one. */
function readLine(line: string, place: string): WriteToken[] {
  const [name = '', token, ...rest] = line
    .replace(/(^|\s)#.*/, '')
    .trim()
    .split(/\s+/);
  if (name === '') return [];
  if (token === undefined || rest.length > 0) throw new TokenFileError(`${place} must have a name and a token.`);
  // A header can't carry any other, so no caller could use it.
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
