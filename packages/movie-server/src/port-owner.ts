import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** The state of a socket that listens, in /proc/net/tcp. */
const LISTENING = '0A';

/**
 * The process that listens on a port of this machine: `process 4711 (node)`. Linux tells it of the processes that
 * this user may look into. Undefined if the system doesn't tell, or if there are several.
 */
export function portOwner(port: number): string | undefined {
  const sockets = new Set([...listeners('/proc/net/tcp', port), ...listeners('/proc/net/tcp6', port)]);
  const owners =
    sockets.size === 0 ? [] : namesIn('/proc').filter((name) => /^\d+$/.test(name) && holdsAny(name, sockets));
  const [pid] = owners;
  return pid === undefined || owners.length > 1 ? undefined : `process ${pid} (${programOf(pid)})`;
}

/** The sockets that listen on a port, as links of file descriptors name them. @param table of the kernel */
function listeners(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = textOf(table)
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  return rows
    .filter(([, address = '', , state]) => address.endsWith(suffix) && state === LISTENING)
    .map((row) => `socket:[${row[9]}]`);
}

function holdsAny(pid: string, sockets: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  return namesIn(folder).some((descriptor) => sockets.has(linkOf(`${folder}/${descriptor}`)));
}

/** The name of its program. Its arguments may be secret. */
function programOf(pid: string): string {
  const [program = ''] = textOf(`/proc/${pid}/cmdline`).split('\0');
  return basename(program);
}

// A process may end at any moment, and most belong to other users; both look as if there were nothing.

function namesIn(folder: string): string[] {
  return orElse(() => readdirSync(folder), []);
}

function textOf(file: string): string {
  return orElse(() => readFileSync(file, 'utf8'), '');
}

function linkOf(path: string): string {
  return orElse(() => readlinkSync(path), '');
}

function orElse<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
