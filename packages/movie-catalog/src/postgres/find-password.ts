import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { env, platform } from 'node:process';
import { reasonOf } from './postgres-errors.js';

/** Who asks for the password of whom. */
export interface PasswordPlace {
  readonly host: string;
  readonly port: number;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
}

/**
 * Finds a password as libpq does: in PGPASSWORD, or in the first line of the password file that matches. The driver reads
 * that file too, but warns that its next version won't, and takes the last line.
 *
 * @throws Error if there is none, with what to do
 * @see https://www.postgresql.org/docs/current/libpq-pgpass.html
 */
export async function findPassword(place: PasswordPlace): Promise<string> {
  if (env['PGPASSWORD']) return env['PGPASSWORD'];
  const path = env['PGPASSFILE'] || defaultPath();
  const password = passwordIn(await readPrivate(path), place);
  if (password !== undefined) return password;
  throw noPassword(`set PGPASSWORD, or add a line to ${path}`);
}

/** The password of the first line that matches. */
export function passwordIn(text: string, place: PasswordPlace): string | undefined {
  const { port, database, user } = place;
  // A socket of the system is named so.
  const host = place.host.startsWith('/') ? 'localhost' : place.host;
  const wanted = [host, `${port}`, database, user];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue;
    // A backslash stands before a colon or a backslash that is meant.
    const fields = [...line.matchAll(/(?:^|:)((?:\\.|[^:\\])*)/g)].map(([, field = '']) => field);
    const password = fields[wanted.length];
    const matches = wanted.every((value, index) => fields[index] === '*' || unescaped(fields[index] ?? '') === value);
    if (password !== undefined && matches) return unescaped(password);
  }
  return undefined;
}

function unescaped(field: string): string {
  return field.replaceAll(/\\(.)/g, '$1');
}

function defaultPath(): string {
  if (platform === 'win32') return join(env['APPDATA'] ?? '.', 'postgresql', 'pgpass.conf');
  return join(homedir(), '.pgpass');
}

/** What is in a file; nothing if there is no file. */
async function readPrivate(path: string): Promise<string> {
  const state = await stat(path).catch(() => undefined);
  if (state === undefined) return '';
  if (platform !== 'win32' && (state.mode & 0o077) !== 0) {
    throw noPassword(`${path} is not used, as others may read it: set its mode to 0600`);
  }
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw noPassword(`${path} can't be read: ${reasonOf(error)}`);
  }
}

function noPassword(advice: string): Error {
  return new Error(`it wants a password; ${advice}`);
}
