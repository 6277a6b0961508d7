import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
