import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Logger } from 'pino';
import type { WriteToken } from './services/write-access.js';

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
 * `#` begins a comment. If it changes into something that can't be used, the tokens stay as they were.
 *
 * @throws TokenFileError
 */
export function openTokenFile(path: string, log: Logger): TokenFile {
  let tokens = readTokens(path);
  const reload = () => {
    try {
      tokens = readTokens(path);
      log.info({ names: tokens.map(({ name }) => name) }, 'The write tokens were read anew.');
    } catch (error) {
      if (!(error instanceof TokenFileError)) throw error;
      log.error(`The write tokens stay as they were. ${error.message}`);
    }
  };
  watchFile(path, { interval: RELOAD_MS, persistent: false }, reload);
  return { tokens: () => tokens, close: () => unwatchFile(path, reload) };
}

function readTokens(path: string): readonly WriteToken[] {
  const tokens = readText(path)
    .split(/\r?\n/)
    .flatMap((line, index) => {
      const [name, token, ...rest] = line.replace(/#.*/, '').trim().split(/\s+/);
      if (name === undefined || name === '') return [];
      if (token === undefined || rest.length > 0) {
        throw new TokenFileError(`The token file ${path}, line ${index + 1}, must hold a name and a token.`);
      }
      return [{ name, token }];
    });
  if (tokens.length === 0) throw new TokenFileError(`The token file ${path} holds no token.`);
  return tokens;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TokenFileError(`The token file ${path} can't be read: ${why}`, { cause: error });
  }
}
