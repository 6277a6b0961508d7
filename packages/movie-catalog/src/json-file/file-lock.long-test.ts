import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { EventLog, TemporaryFolder } from 'test-kit';
import { crashedLocks } from '../testing/crashed-locks.js';
import { lockFile } from './file-lock.js';

/** A file whose lock tells no process on this machine whether its holder runs. */
class SilentlyLocked implements Disposable {
  readonly #folder = new TemporaryFolder();
  readonly path = this.#folder.file('movies.json');
  readonly messages = new EventLog<string>();
  readonly log = {
    info: (_: object, message: string) => this.messages.add(message),
    warn: () => undefined,
    error: () => undefined,
  };

  /** The path of a file of the lock. */
  file(extension: string): string {
    const lock = this.#folder.file('.movies.json.lock');
    return join(lock, readdirSync(lock).find((name) => name.endsWith(extension)) ?? '');
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]();
  }
}

/** An exFAT disk in the place of a folder: it has neither sockets nor links. Only root can mount one. */
class ExfatDisk implements Disposable {
  readonly #image = new TemporaryFolder();
  readonly #folder = new TemporaryFolder();
  readonly path = this.#folder.file('movies.json');
  readonly #device: string;
  /** What kept it from being mounted; empty if nothing did. */
  readonly problem: string;

  constructor() {
    const image = this.#image.file('disk');
    writeFileSync(image, '');
    truncateSync(image, 8 * 1024 * 1024);
    this.#device = shell('losetup --find --show "$1"', image).stdout.trim();
    this.problem = shell('mkfs.exfat "$1" && mount.exfat-fuse "$1" "$2"', this.#device, this.#folder.path).problem;
  }

  [Symbol.dispose](): void {
    shell('umount "$1"; losetup --detach "$2"', this.#folder.path, this.#device);
    this.#folder[Symbol.dispose]();
    this.#image[Symbol.dispose]();
  }
}

/** Runs a command of the shell, with these for $1 and so on. */
function shell(command: string, ...args: readonly string[]): { stdout: string; problem: string } {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command, 'sh', ...args], { encoding: 'utf8' });
  return { stdout, problem: status === 0 ? '' : stderr.trim() };
}

const WAITING = 'Waiting 10 s to see whether another server still uses the database.';

test('a killed process of another kernel, of a system without sockets, or of an unknown kind has its lock taken over after 10 s', async () => {
  using elsewhere = new SilentlyLocked();
  using withoutSocket = new SilentlyLocked();
  using unreadable = new SilentlyLocked();
  const files = [elsewhere, withoutSocket, unreadable];
  await crashedLocks(...files.map(({ path }) => path));
  const record = elsewhere.file('.json');
  writeFileSync(record, JSON.stringify({ ...JSON.parse(readFileSync(record, 'utf8')), kernel: 'another' }));
  rmSync(withoutSocket.file('.sock'));
  writeFileSync(unreadable.file('.json'), '{');
  const locks = await Promise.all(files.map(({ path, log }) => lockFile(path, log)));
  expect(files.map(({ messages }) => messages.events)).toEqual([[WAITING], [WAITING], [WAITING]]);
  for (const lock of locks) await lock.release();
});

test('a process that renews its lock keeps it, though nothing else shows that it runs', async () => {
  using file = new SilentlyLocked();
  const lock = await lockFile(file.path);
  rmSync(file.file('.sock'));
  await expect(lockFile(file.path, file.log)).rejects.toMatchObject({ reason: 'LOCKED' });
  expect(file.messages.events).toEqual([WAITING]);
  expect(lock.isHeld()).toBe(true);
  await lock.release();
});

const noExfat = whyNoExfat();
const testOnExfat = noExfat === '' ? test : test.skip;

testOnExfat(
  `a file system without sockets and links has one holder of a lock at a time, and a killed one's is taken over${noExfat && ` (skipped: exFAT can't be mounted: ${noExfat})`}`,
  async () => {
    using disk = new ExfatDisk();
    const lock = await lockFile(disk.path);
    await expect(lockFile(disk.path)).rejects.toMatchObject({ reason: 'LOCKED' });
    await lock.release();
    await crashedLocks(disk.path);
    await (await lockFile(disk.path)).release();
  },
);

function whyNoExfat(): string {
  using disk = new ExfatDisk();
  return disk.problem;
}
