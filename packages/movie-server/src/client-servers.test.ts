import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createMovieClient, MovieError, type WatchEvent } from 'movie-client';
import { startServer } from './testing/client-programs.js';

// Each starts several servers.
const TIMEOUT_MS = 30_000;

function movies(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    id: String(index).padStart(6, '0'),
    title: `Movie ${index}`,
    rating: 5,
    director: '',
  }));
}

/** What an event tells, in short. */
function short(event: WatchEvent): string {
  return 'movie' in event ? `${event.type} ${event.movie.id}` : event.type;
}

test(
  'a watch goes on through killed and restarted servers without gap or repeat',
  async () => {
    await using server = await startServer(movies(3));
    using client = createMovieClient({ address: server.address });
    const losses: unknown[] = [];
    let resumptions = 0;
    const onInterruption = (error: unknown) => losses.push(error);
    const onResumption = () => {
      resumptions += 1;
    };
    const events = client.watch({ onInterruption, onResumption })[Symbol.asyncIterator]();
    const next = async (count: number) => {
      const told: string[] = [];
      while (told.length < count) {
        const { value } = await events.next();
        if (value && value.type !== 'checkpoint') told.push(short(value));
      }
      return told;
    };
    expect(await next(3)).toEqual(['existing 000000', 'existing 000001', 'existing 000002']);
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
      const ids = ['a', 'b', 'c', 'd'].map((letter) => `${signal} ${letter} ${losses.length}`);
      for (const id of ids.slice(0, 2)) await client.create({ id, title: 'New' });
      expect(await next(2)).toEqual(ids.slice(0, 2).map((id) => `created ${id}`));
      await server.kill(signal);
      await server.restart();
      for (const id of ids.slice(2)) await client.create({ id, title: 'New' });
      expect(await next(2)).toEqual(ids.slice(2).map((id) => `created ${id}`));
    }
    expect([losses.length, resumptions]).toEqual([3, 3]);
    await events.return?.();
  },
  TIMEOUT_MS,
);

test(
  'a watch says that it begins again when the server no longer knows what changed',
  async () => {
    await using server = await startServer(movies(2), ['--watch-history', '1']);
    using client = createMovieClient({ address: server.address });
    let resumeToken = '';
    for await (const event of client.watch({ skipExisting: true })) {
      ({ resumeToken } = event);
      break;
    }
    for (const id of ['a', 'b', 'c']) await client.create({ id, title: 'New' });
    const seen: string[] = [];
    for await (const event of client.watch({ resumeToken })) {
      seen.push(short(event));
      if (event.type === 'checkpoint') break;
    }
    expect(seen[0]).toBe('restart');
    expect(seen.slice(1).sort()).toEqual(
      ['checkpoint', ...['000000', '000001', 'a', 'b', 'c'].map((id) => `existing ${id}`)].sort(),
    );
  },
  TIMEOUT_MS,
);

test(
  'a list ends complete, or with one error, when its server is killed in the middle',
  async () => {
    await using server = await startServer(movies(20_000));
    using client = createMovieClient({ address: server.address });
    const ids = new Set<string>();
    let failure: unknown;
    try {
      for await (const { id } of client.list()) {
        ids.add(id);
        if (ids.size !== 500) continue;
        await server.kill('SIGKILL');
        void server.restart();
      }
    } catch (error) {
      failure = error;
    }
    if (failure === undefined) expect(ids.size).toBe(20_000);
    else expect(failure).toMatchObject({ name: 'MovieError', code: 'UNAVAILABLE' });
    // The server must be there again before the test may end it.
    for await (const event of untilAnswered(() => client.watch({ skipExisting: true }))) {
      if (event.type === 'checkpoint') break;
    }
  },
  TIMEOUT_MS,
);

/** Begins again and again, until there is an answer. */
async function* untilAnswered(begin: () => AsyncIterable<WatchEvent>): AsyncGenerator<WatchEvent> {
  for (;;) {
    try {
      yield* begin();
    } catch (error) {
      if (!(error instanceof MovieError)) throw error;
    }
  }
}

test(
  'two servers of one list share the calls, and no read fails when one of them is killed',
  async () => {
    await using first = await startServer([{ id: 'a', title: 'First', rating: 1, director: '' }]);
    await using second = await startServer([{ id: 'a', title: 'Second', rating: 1, director: '' }]);
    using client = createMovieClient({ address: [first.address, second.address] });
    const answers = { First: 0, Second: 0 };
    const read = async (times: number) => {
      for (let time = 0; time < times; time += 1) {
        const { title } = await client.get('a');
        answers[title === 'First' ? 'First' : 'Second'] += 1;
      }
    };
    await read(20);
    expect(answers).toEqual({ First: 10, Second: 10 });

    const reading = Promise.all([read(300), read(300), read(300)]);
    await first.kill('SIGKILL');
    await reading;
    expect(answers.First + answers.Second).toBe(920);

    // Writes and streams find the one that is left.
    expect(await client.create({ id: 'b', title: 'New' })).toMatchObject({ id: 'b' });
    for await (const { movie } of client.lookup(['a'])) expect(movie?.title).toBe('Second');
    for await (const { title } of client.getListMovies()) expect(title).not.toBe('First');
  },
  TIMEOUT_MS,
);

test(
  'a lookup goes on at another server when its own is killed',
  async () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => String(index).padStart(6, '0'));
    await using first = await startServer(movies(ids.length));
    await using second = await startServer(movies(ids.length));
    using client = createMovieClient({ address: [first.address, second.address] });
    const answered: string[] = [];
    for await (const { id, movie } of client.lookup(ids)) {
      answered.push(id);
      expect(movie?.id).toBe(id);
      if (answered.length === 100) await first.kill('SIGKILL');
    }
    expect(answered).toEqual(ids);
  },
  TIMEOUT_MS,
);

test(
  'writes need the token, which is sent',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'movie-client-'));
    const tokens = join(folder, 'tokens');
    await writeFile(tokens, 'ann correct-horse-battery-staple\n', { mode: 0o600 });
    await using server = await startServer([], ['--write-token-file', tokens]);
    using anyone = createMovieClient({ address: server.address });
    using ann = createMovieClient({ address: server.address, token: async () => 'correct-horse-battery-staple' });
    await expect(anyone.create({ title: 'T' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await ann.create({ title: 'T' })).toMatchObject({ title: 'T' });
    await rm(folder, { recursive: true });
  },
  TIMEOUT_MS,
);
