import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createDatabase, onPostgres, TemporaryFolder } from 'test-kit';
import { runClient } from './testing/client-process.js';
import { repository } from './testing/repository.js';
import { servedMovies } from './testing/served-movies.js';
import { type ServerProcess, startServer } from './testing/server-process.js';
import { sameMovies } from './testing/watcher-problems.js';

/** The commands of a section of docs/operations.md, in order, with their words. */
function commandsOf(section: string): string[][] {
  const page = readFileSync(join(repository, 'docs/operations.md'), 'utf8');
  const text = page.split(/^## /m).find((part) => part.startsWith(section)) ?? '';
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block);
  return blocks.flatMap((block) => block.trimEnd().split('\n')).map((line) => line.split(' '));
}

/** Servers by the addresses that the page gives them. */
class Servers implements AsyncDisposable {
  readonly #servers = new Map<string, ServerProcess>();
  /** Where those are that share a database. */
  readonly #sharing: string[] = [];

  async start(port: string, args: readonly string[], database: string): Promise<void> {
    // Other tests read the file of the repository meanwhile.
    const env = args.includes('--database')
      ? { MOVIE_READ_ONLY: 'true' }
      : { MOVIE_DATABASE: database, MOVIE_READ_ONLY: '' };
    const server = await startServer(args, { env, cwd: repository });
    this.#servers.set(`localhost:${port}`, server);
    if (!args.includes('--database')) this.#sharing.push(server.address);
  }

  /** Waits until those that share a database serve the same: one follows another a little later. */
  async areOne(): Promise<void> {
    for (;;) {
      const served = await Promise.all(this.#sharing.map(servedMovies));
      const [first, ...others] = served.map(({ listed }) => listed);
      if (first === undefined || others.every((movies) => sameMovies(movies, first))) return;
      await setTimeout(10);
    }
  }

  /** Where the servers of a command really are. */
  addressed(word: string): string {
    return word.replaceAll(/localhost:\d+/g, (address) => this.#servers.get(address)?.address ?? address);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server[Symbol.asyncDispose]()));
  }
}

onPostgres(test)('the commands for several servers on one database do what docs/operations.md says', async () => {
  await using servers = new Servers();
  using folder = new TemporaryFolder();
  const database = await createDatabase();
  const outputs: string[] = [];
  for (const [program = '', command, ...words] of commandsOf('Several servers on one database')) {
    const [, port = '', ...rest] = words.slice(1);
    if (program === 'export') expect(command).toMatch(/^MOVIE_DATABASE=postgres:/);
    else if (command === 'start') await servers.start(port, rest, database);
    else {
      const args = words.map((word) => servers.addressed(word));
      const { code, stdout, stderr } = await runClient(args, { cwd: folder.path });
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: expect.any(String) });
      outputs.push(stdout);
      await servers.areOne();
    }
  }
  expect(outputs[1]).toContain('Up');
  const [exported, back] = ['movies.ndjson', 'back.ndjson'].map((name) => readFileSync(folder.file(name), 'utf8'));
  expect(exported?.trimEnd().split('\n')).toHaveLength(7);
  expect(back).toBe(exported);
});
