import { DatabaseError } from 'pg';
import { StoreError, type StoreErrorReason } from '../store.js';

/** The connection failed or ended, or gave no answer in time, so that it isn't known what became of a query. */
export class ConnectionLostError extends Error {
  override readonly name = 'ConnectionLostError';
}

/** Codes of PostgreSQL that say nothing about the data: the server or the lock may be there the next time. */
const TEMPORARY = [
  /^08/, // connection exceptions
  /^40/, // a transaction was rolled back for another
  /^57P0/, // the server shuts down, has crashed or doesn't accept connections yet
  /^53300$/, // too many connections
  /^55P03$/, // the lock was not available in time
  /^25P0[34]$/, // the transaction was idle or open for too long
  /^57014$/, // the statement was cancelled
];

/** Why a write fails. */
const REASONS: Readonly<Record<string, StoreErrorReason>> = {
  '53100': 'NO_SPACE',
  // What is read-only: a standby, or a database of which the operator has said so.
  '25006': 'READ_ONLY',
  '42501': 'READ_ONLY',
  // The password was changed, the role or the database is gone: PostgreSQL refuses the connection.
  '28000': 'UNREACHABLE',
  '28P01': 'UNREACHABLE',
  '3D000': 'UNREACHABLE',
};

/** Codes of Node that a later attempt to connect won't get rid of. */
const NEVER_CONNECTS = /^(ERR_TLS|ERR_SSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME_MISMATCH|EACCES)/;

/** The driver's own words where there is no code: the server has no TLS, or the password is missing or unusable. */
const NEVER_CONNECTS_MESSAGE = /SSL|SASL|wants a password/;

/** What to do about failures, most of them of TLS, by Node's code or the driver's message. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/^ERR_INVALID_URL$/, 'write it as postgres://USER@HOST:PORT/DATABASE'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'connect by a name that the certificate has'],
  [
    /^(CERT_SIGNATURE_FAILURE|CERT_UNTRUSTED|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO)/,
    'sslrootcert must be the file with the certificate of the authority that signed it',
  ],
  [/does not support SSL connections$/, 'with sslmode=disable it is used without'],
];

/** Whether the same may work a little later. */
export function isTemporary(error: unknown): boolean {
  if (error instanceof DatabaseError) return TEMPORARY.some((code) => code.test(error.code ?? ''));
  if (!(error instanceof ConnectionLostError)) return false;
  return !NEVER_CONNECTS.test(codeOf(error.cause)) && !NEVER_CONNECTS_MESSAGE.test(error.message);
}

/** Whether the database understood, and will always say no: it has no such thing, or doesn't allow it. */
export function isRefusal(error: unknown): error is DatabaseError {
  return error instanceof DatabaseError && !isTemporary(error);
}

/** Whether the database may be read but not written: it is a standby, say, or the role has no right to. */
export function refusesWrites(error: unknown): boolean {
  return error instanceof DatabaseError && REASONS[error.code ?? ''] === 'READ_ONLY';
}

/** What became of an attempt to write that failed, in which nothing was changed. */
export function writeError(error: unknown, name: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = error instanceof DatabaseError ? (error.code ?? '') : '';
  const isLost = error instanceof ConnectionLostError || isTemporary(error);
  const reason = isLost ? 'UNREACHABLE' : (REASONS[code] ?? 'WRITE_FAILED');
  return new StoreError(reason, `The database ${name} can't be written: ${reasonOf(error)}.`, { cause: error });
}

/** Why the database can't be opened or read. */
export function readError(error: unknown, name: string): StoreError {
  if (error instanceof StoreError) return error;
  const reason = isTemporary(error) ? 'UNREACHABLE' : 'UNREADABLE';
  return new StoreError(reason, `The database ${name} can't be read: ${reasonOf(error)}.`, { cause: error });
}

/** What went wrong, as a part of a sentence. The messages of PostgreSQL and of the driver have no password. */
export function reasonOf(error: unknown): string {
  // Of a name with several addresses: one error for each, and a message only in those.
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  const message = cause instanceof Error ? cause.message.replace(/\.$/, '') : String(cause);
  const advice = ADVICE.find(([what]) => what.test(codeOf(cause)) || what.test(message));
  if (advice) return `${message}; ${advice[1]}`;
  return error instanceof DatabaseError ? `${message} (${error.code})` : message;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
