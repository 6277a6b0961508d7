import { createHash, timingSafeEqual } from 'node:crypto';
import type { CallContext, Guard } from 'grpc-host';
import { READS } from 'movie-proto';
import { movieError } from './error-reasons.js';

/** Decides who may write. */
export interface WriteAccess {
  /** @throws RpcError if the caller may not */
  check(context: CallContext): void;
}

/** Checks the right to write before every call that the contract doesn't mark as a read. */
export function guardWrites(access: WriteAccess): Guard {
  return (call) => {
    if (!READS.has(call.method.path)) access.check(call);
  };
}

/** Every caller may write: for a server that only this machine can reach. */
export const OPEN: WriteAccess = { check: () => {} };

/** No caller may write. */
export const CLOSED: WriteAccess = {
  check() {
    throw movieError('WRITES_CLOSED', 'This server takes no writes: it has no --write-token-file.');
  },
};

/**
 * No caller may write, and those that could otherwise learn why.
 *
 * @param access who could
 */
export function readOnly(access: WriteAccess): WriteAccess {
  return {
    check(context) {
      access.check(context);
      throw movieError('READ_ONLY', 'The catalog is read-only.');
    },
  };
}

/** A token, and the name of its holder for the log. */
export interface WriteToken {
  readonly name: string;
  readonly token: string;
}

/**
 * Callers with one of the tokens may write; they send the metadata `authorization: Bearer TOKEN` (RFC 6750).
 *
 * @param tokens gives the tokens that are valid now; without any, no caller may write
 */
export function byToken(tokens: () => readonly WriteToken[]): WriteAccess {
  return {
    check({ metadata, log }) {
      const valid = tokens();
      if (valid.length === 0) throw movieError('WRITES_CLOSED', 'This server takes no writes: no token is valid now.');
      const [, token] = /^bearer +(\S+)$/i.exec(String(metadata.get('authorization')[0] ?? '')) ?? [];
      if (token === undefined) {
        throw movieError('WRITE_TOKEN_MISSING', 'Writes need the metadata "authorization: Bearer TOKEN".');
      }
      const writer = find(token, valid);
      if (!writer) throw movieError('WRITE_TOKEN_UNKNOWN', 'The token is not one of this server.');
      log.info(`${writer.name} may write.`, { writer: writer.name });
    },
  };
}

/** Compares hashes, and with every token, so that the time it takes reveals nothing about any of them. */
function find(given: string, tokens: readonly WriteToken[]): WriteToken | undefined {
  const hash = sha256(given);
  return tokens.filter(({ token }) => timingSafeEqual(sha256(token), hash))[0];
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
