import { readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createMovieClient, type MovieClient } from 'movie-client';
import { EventLog, TemporaryFolder } from 'test-kit';
import { History, type Operation } from './testing/history.js';
import { moviesInFile } from './testing/movies-in-file.js';
import { RecordedCaller } from './testing/recorded-caller.js';
import { type ServerProcess, startServer } from './testing/server-process.js';
import { unexplained } from './testing/unexplained.js';

const CALLERS = 4;
/** How many movies are acknowledged before each removal of the lock, and how often it is removed. */
const CREATES = 40;
const REMOVALS = 5;

/** Callers that create movies until they are stopped, whether or not their server takes them. */
class Creators implements Disposable {
  readonly #history = new History();
  readonly #acknowledged = new EventLog<string>();
  readonly #stop = new AbortController();
  readonly #clients: MovieClient[] = [];
  readonly #callers: Promise<void>[] = [];

  /** @param name begins the ids of the movies */
  start(name: string, server: ServerProcess): void {
    const client = createMovieClient({ address: server.address });
    this.#clients.push(client);
    for (let caller = 0; caller < CALLERS; caller++) this.#callers.push(this.#create(client, `${name}-${caller}`));
  }

  /** Waits until so many movies are acknowledged. */
  async acknowledged(count: number): Promise<void> {
    await this.#acknowledged.first(() => this.#acknowledged.events.length >= count);
  }

  async stop(): Promise<readonly Operation[]> {
    this.#stop.abort();
    await Promise.all(this.#callers);
    return this.#history.operations;
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients) client.close();
  }

  async #create(client: MovieClient, name: string): Promise<void> {
    const caller = new RecordedCaller(client, this.#history);
    for (let count = 0; !this.#stop.signal.aborted; count++) {
      const id = `${name}-${count}`;
      const fields = { title: id, rating: 5, director: '', releaseYear: 2000 };
      const answer = await caller.do({ kind: 'create', id, fields });
      if (answer !== undefined) this.#acknowledged.add(id);
    }
  }
}

function removeLock(database: string): void {
  const folder = dirname(database);
  const hidden = readdirSync(folder).filter((name) => name.startsWith('.'));
  for (const name of hidden) {
    // At once: a server that writes goes on to put files into a folder while it is removed.
    const removed = join(folder, `removed${name}`);
    renameSync(join(folder, name), removed);
    rmSync(removed, { recursive: true });
  }
}

test('two servers whose lock is removed again and again lose nothing that they acknowledge', async () => {
  using folder = new TemporaryFolder();
  const database = folder.write('movies.json', '{"movies": []}');
  await using first = await startServer(['--database', database]);
  using creators = new Creators();
  creators.start('first', first);
  await creators.acknowledged(CREATES);
  // Stopped in the middle of writes, it can't take its lock again before the second server has it.
  first.program.signal('SIGSTOP');
  removeLock(database);
  await using second = await startServer(['--database', database]);
  first.program.signal('SIGCONT');
  creators.start('second', second);
  for (let removal = 2; removal <= REMOVALS; removal++) {
    await creators.acknowledged(removal * CREATES);
    removeLock(database);
  }
  const operations = await creators.stop();
  await Promise.all([first.program.kill(), second.program.kill()]);
  expect(unexplained(new Map(), operations, moviesInFile(database))).toEqual([]);
});
