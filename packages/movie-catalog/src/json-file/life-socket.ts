import { open } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { platform } from 'node:os';
import { join } from 'node:path';
import { errnoOf } from './errno.js';

/** What a socket says of the process that listens on it. */
export type Life =
  /** It runs. */
  | 'running'
  /** Nothing on this kernel listens there. The process may still run on another kernel that shares the folder. */
  | 'not here'
  /** The socket can't be had: there is none, or this user may not use it. */
  | 'unknown';

/** The longest address that every system takes whole; Node cuts longer ones without a word. */
const MAX_ADDRESS_BYTES = 103;

/**
 * Shows that this process runs, for as long as it does: the kernel closes a socket when its process ends, however it
 * ends, and lets every other process that sees the folder connect, in whatever namespace (container) it is.
 *
 * @param folder may be renamed while the socket is open
 * @returns closes the socket; undefined if the file system has no sockets
 * @see https://man7.org/linux/man-pages/man7/unix.7.html
 */
export async function showLife(folder: string, token: string): Promise<(() => Promise<void>) | undefined> {
  const { address, close } = await addressIn(folder, token);
  const server = createServer((connection) => connection.destroy()).unref();
  const hide = async () => {
    if (server.listening) await new Promise<unknown>((resolve) => server.close(resolve));
    await close();
  };
  if (Buffer.byteLength(address) <= MAX_ADDRESS_BYTES && (await listens(server, address))) return hide;
  await hide();
  return undefined;
}

async function listens(server: Server, path: string): Promise<boolean> {
  return await new Promise((resolve) => {
    // Later, when running out of file handles, say, it is no failure: who asks connects again.
    server.on('error', () => resolve(false));
    // Writable for all, as other users' processes may ask, too.
    server.listen({ path, readableAll: true, writableAll: true }, () => resolve(true));
  });
}

/** Asks whether the process that called `showLife` with this token still runs. */
export async function askLife(folder: string, token: string): Promise<Life> {
  const socket = await addressIn(folder, token).catch(unlessMissing);
  if (socket === undefined) return 'unknown';
  const { address, close } = socket;
  try {
    if (Buffer.byteLength(address) > MAX_ADDRESS_BYTES) return 'unknown';
    return await new Promise((resolve) => {
      const connection = connect(address, () => resolve('running'));
      connection.once('error', (error) => resolve(lifeAfter(error)));
      connection.once('connect', () => connection.destroy());
    });
  } finally {
    await close();
  }
}

function unlessMissing(error: unknown): undefined {
  if (errnoOf(error) !== 'ENOENT') throw error;
}

function lifeAfter(error: Error): Life {
  switch (errnoOf(error)) {
    case 'ECONNREFUSED':
      return 'not here';
    // Windows: no process has the pipe.
    case 'ENOENT':
      return platform() === 'win32' ? 'not here' : 'unknown';
    // More processes ask than the kernel keeps waiting, as the process is stopped, say.
    case 'EAGAIN':
      return 'running';
    default:
      return 'unknown';
  }
}

/** A short address of a socket in a folder, and what to call once it isn't used any more. */
async function addressIn(folder: string, token: string): Promise<{ address: string; close: () => Promise<void> }> {
  const name = `${token}.sock`;
  if (platform() === 'win32') return { address: `\\\\.\\pipe\\${name}`, close: async () => undefined };
  if (platform() !== 'linux') return { address: join(folder, name), close: async () => undefined };
  const handle = await open(folder);
  return { address: `/proc/self/fd/${handle.fd}/${name}`, close: () => handle.close() };
}
