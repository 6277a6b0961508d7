import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type BigIntStats, chmodSync, linkSync, lstatSync, renameSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { platform } from 'node:os';
import { dirname, join } from 'node:path';
import { messageOf } from '../message-of.js';
import { codeOf } from './error-code.js';
import type { Listener } from './listen-at-each.js';

/** A Unix socket can't be listened on; the message says why. */
export class SocketError extends Error {
  override readonly name = 'SocketError';
}

/** What a path may have at most: `sun_path` of the system, less the zero at its end. Node cuts longer ones silently. */
const MAX_PATH_BYTES = platform() === 'linux' ? 107 : 103;

// biome-ignore lint/style/noRestrictedGlobals: only the mask of the process protects a socket from its first moment on.
const { umask } = process;

/**
 * Listens on a Unix socket. One that a killed server left there is replaced.
 *
 * @param mode its permissions, which say who may connect
 * @param pauseOnConnect leaves what connections send unread, so that another process can take them over
 * @throws SocketError
 */
export async function listenAtSocket(
  path: string,
  mode: number,
  accept: (socket: Socket) => void,
  pauseOnConnect = false,
): Promise<Listener> {
  checkPath(path);
  const server = createServer({ pauseOnConnect }, accept);
  while (!(await listens(server, path, mode))) await removeStale(path);
  try {
    chmodSync(path, mode);
  } catch (error) {
    server.close();
    throw failure(path, `its permissions can't be set: ${messageOf(error)}`, error);
  }
  return { port: 0, close: () => server.close() };
}

function checkPath(path: string): void {
  if (platform() === 'win32') throw failure(path, 'Windows has no sockets that gRPC clients take');
  const bytes = Buffer.byteLength(path);
  if (bytes > MAX_PATH_BYTES) {
    throw failure(path, `its path has ${bytes} bytes, and this system takes ${MAX_PATH_BYTES}; choose a shorter one`);
  }
}

/** Whether it listens now; false if there is a socket or another file at the path. */
async function listens(server: Server, path: string, mode: number): Promise<boolean> {
  // So that nobody connects before the mode is set, which is set as well because a default ACL overrides the mask.
  const mask = umask(0o777 & ~mode);
  try {
    server.listen(path);
  } finally {
    umask(mask);
  }
  try {
    await once(server, 'listening');
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') return false;
    throw failure(path, messageOf(error), error);
  }
  return true;
}

/** @throws SocketError if what is there isn't a socket, or somebody answers on it */
async function removeStale(path: string): Promise<void> {
  const found = statusOf(path);
  // It has gone meanwhile.
  if (!found) return;
  if (!found.isSocket()) throw failure(path, 'there is a file that is no socket');
  if (await answers(path)) throw failure(path, 'another server answers on it');
  // Moved first: between a look and a removal, another server may have put its own socket there.
  const aside = join(dirname(path), `.${randomBytes(6).toString('base64url')}`);
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw failure(path, `the socket that a killed server left can't be removed: ${messageOf(error)}`, error);
  }
  const moved = statusOf(aside);
  if (moved?.ino !== found.ino || moved.mtimeNs !== found.mtimeNs) putBack(aside, path);
  unlinkSync(aside);
}

/** Gives a socket its path back, unless a third server has taken it meanwhile. */
function putBack(aside: string, path: string): void {
  try {
    linkSync(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw failure(path, `its socket is now ${aside}: ${messageOf(error)}`, error);
  }
}

/** Whether a server accepts connections on the socket; unless the system says that none does, one might. */
async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    return codeOf(error) !== 'ECONNREFUSED' && codeOf(error) !== 'ENOENT';
  } finally {
    socket.destroy();
  }
}

function statusOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

function failure(path: string, why: string, cause?: unknown): SocketError {
  return new SocketError(`The server can't listen on unix:${path}: ${why}.`, { cause });
}
