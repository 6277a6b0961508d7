import { createHash, timingSafeEqual } from 'node:crypto';
import type { CallContext } from '../rpc/call-context.js';
import { RpcError } from '../rpc/rpc-error.js';

/** Decides who may write. */
export interface WriteAccess {
  /** @throws RpcError if the caller may not */
  check(context: CallContext): void;
}

/** Whoever reaches the server may write: right only where just this machine does. */
export const OPEN: WriteAccess = { check: () => {} };

/** Nobody may write. */
export const CLOSED: WriteAccess = {
  check() {
    throw new RpcError('WRITES_CLOSED', 'This server takes no writes: it has no --write-token-file.');
  },
};

/** A token and the name that its holder has in the log. */
export interface WriteToken {
  readonly name: string;
  readonly token: string;
}

/**
 * Whoever has one of the tokens may write, by the metadata `authorization: Bearer TOKEN` (RFC 6750).
 *
 * @param tokens those that count now
 */
export function byToken(tokens: () => readonly WriteToken[]): WriteAccess {
  return {
    check({ metadata, log }) {
      const [, token] = /^bearer +(\S+)$/i.exec(String(metadata.get('authorization')[0] ?? '')) ?? [];
      if (token === undefined) {
        throw new RpcError('WRITE_TOKEN_MISSING', 'Writes need the metadata "authorization: Bearer TOKEN".');
      }
      const writer = find(token, tokens());
      if (!writer) throw new RpcError('WRITE_TOKEN_UNKNOWN', 'The token is not one of this server.');
      log.info(`${writer.name} may write.`, { writer: writer.name });
    },
  };
}

/** Compares with every token, and hashes first, so that the time it takes tells nothing about any of them. */
function find(given: string, tokens: readonly WriteToken[]): WriteToken | undefined {
  const hash = sha256(given);
  return tokens.filter(({ token }) => timingSafeEqual(sha256(token), hash))[0];
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
