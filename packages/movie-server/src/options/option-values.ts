import { isIPv6 } from 'node:net';
import { availableParallelism } from 'node:os';
import { messageOf, socketPathOf, TrustedProxies, withoutBrackets } from 'grpc-host';
import { isPostgresUrl } from 'movie-catalog';
import { OptionValueError } from './parse-options.js';

/** A text that is not empty. */
export function text(value: string): string {
  if (value === '') throw new OptionValueError('must not be empty');
  return value;
}

/** Where the movies are: a file, or the URL of a database. */
export function database(value: string): string {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\/|^postgres(ql)?:/i.test(text(value));
  if (!isUrl || isPostgresUrl(value)) return value;
  throw new OptionValueError('must be a JSON file or postgres://USER@HOST:PORT/DATABASE');
}

/** What `parse` makes of a text; undefined for an empty one. */
export function optional<Value>(parse: (text: string) => Value): (text: string) => Value | undefined {
  return (value) => (value === '' ? undefined : parse(value));
}

/** Where to listen: a name, an address with or without brackets, or `unix:PATH`. */
export function host(value: string): string {
  const plain = withoutBrackets(value);
  if (plain === '' || (/[:/[\]]/.test(plain) && !isIPv6(plain) && socketPathOf(plain) === undefined)) {
    throw new OptionValueError('must be a name, an address or unix:PATH; the port has its own option');
  }
  return plain;
}

/** Proxies, with commas between; undefined for none. */
export function proxies(value: string): TrustedProxies | undefined {
  if (value === '') return undefined;
  try {
    return new TrustedProxies(value.split(',').map((entry) => entry.trim()));
  } catch (error) {
    throw new OptionValueError(`must be addresses, networks or unix:, with commas between (${messageOf(error)})`);
  }
}

/** Names or addresses of machines, with commas between. */
export function names(value: string): readonly string[] {
  const list = listOf(value);
  for (const name of list) {
    if (!/^[\w.-]+$/.test(name) && !isIPv6(withoutBrackets(name))) {
      throw new OptionValueError('must be names without a port, with commas between');
    }
  }
  return list;
}

/** Origins of pages, as browsers send them, with commas between. */
export function origins(value: string): readonly string[] {
  const list = listOf(value);
  for (const origin of list) {
    if (!/^https?:/.test(origin) || !URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new OptionValueError('must be origins such as https://example.com, with commas between');
    }
  }
  return list;
}

function listOf(value: string): string[] {
  return value === '' ? [] : value.split(',').map((entry) => entry.trim());
}

/** The permissions of a file, in octal digits. */
export function fileMode(value: string): number {
  if (!/^0?[0-7]{3}$/.test(value)) throw new OptionValueError('must be permissions in octal, such as 0600 or 0660');
  return Number.parseInt(value, 8);
}

/** A TCP port. */
export function port(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) {
    throw new OptionValueError('must be a whole number from 0 to 65535');
  }
  return Number(value);
}

/** A whole number, `min` or more. */
export function count(min: number): (text: string) => number {
  return (value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : -1;
    if (number < min) throw new OptionValueError(`must be a whole number, ${min} or more`);
    return number;
  };
}

/** How many processes, from 1 to 64; `auto` is as many as there are cores. */
export function processes(value: string): number {
  if (value === 'auto') return Math.min(availableParallelism(), 64);
  const number = /^\d{1,2}$/.test(value) ? Number(value) : 0;
  if (number < 1 || number > 64) throw new OptionValueError('must be auto or a whole number from 1 to 64');
  return number;
}

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
// A timer of Node takes up to 24 days, and grpc-js adds a tenth to the age of connections.
const LONGEST_MS = 20 * 24 * 3_600_000;

/** A time with its unit, `500ms`, `10s`, `5m` or `1h`, in milliseconds; from `min` to 20 days. */
export function duration(min: number): (text: string) => number {
  return (value) => {
    const [, digits, unit = 'ms'] = /^(\d{1,9})(ms|s|m|h)$/.exec(value === '0' ? '0ms' : value) ?? [];
    const ms = digits === undefined ? -1 : Number(digits) * (MILLISECONDS[unit] ?? 1);
    if (ms < min || ms > LONGEST_MS) {
      throw new OptionValueError(
        `must be a time from ${min} ms to 20 days with its unit, such as 500ms, 10s, 5m or 1h`,
      );
    }
    return ms;
  };
}

const BYTES: Readonly<Record<string, number>> = { '': 1, B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

/** A size with its unit, `64KiB` or `4MiB`, or without one, in bytes; `min` or more, and less than 2 GiB. */
export function bytes(min: number): (text: string) => number {
  return (value) => {
    const [, digits, unit = ''] = /^(\d{1,10})(B|KiB|MiB|GiB)?$/.exec(value) ?? [];
    const size = digits === undefined ? -1 : Number(digits) * (BYTES[unit] ?? 1);
    if (size < min || size >= 2 ** 31) {
      throw new OptionValueError(`must be a size from ${min} bytes to 2 GiB, such as 64KiB or 4MiB`);
    }
    return size;
  };
}

/** One of these words. */
export function oneOf<const Choice extends string>(choices: readonly Choice[]): (text: string) => Choice {
  return (value) => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw new OptionValueError(`must be one of ${choices.join(', ')}`);
    return choice;
  };
}
