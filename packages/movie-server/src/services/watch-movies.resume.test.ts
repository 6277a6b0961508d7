import { type Client, status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { MemoryStore } from 'movie-catalog';
import { randomFrom, sampleMovie } from 'movie-catalog/testing';
import { v1 } from 'movie-proto';
import { failure } from 'test-kit';
import { importOf, movieCalls } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';
import { summaryOf, WatchReader } from '../testing/watch-reader.js';

const A = sampleMovie('a');
const B = sampleMovie('b');

function tokenOf(message: v1.WatchMoviesResponse | undefined): string {
  return message?.resumeToken ?? '';
}

/** The first message of a watch. */
async function firstOf(client: Client, request?: Parameters<typeof v1.WatchMoviesRequest.create>[0]) {
  using watch = new WatchReader(client, request);
  return await watch.next();
}

/** Movies whose ids are in the order of their numbers. */
function numbered(count: number, title = 'Title') {
  return Array.from({ length: count }, (_, index) => ({ id: `${index}`.padStart(6, '0'), title }));
}

describe('a watch that resumes', () => {
  test('goes on in the middle of a large commit, wherever it was cut', async () => {
    await using server = await startServer();
    const { client } = server;
    using watch = new WatchReader(client);
    await watch.next();
    await movieCalls(client).importAll(importOf(numbered(2_000)));
    const all = await watch.take(2_000);
    for (const cut of [0, 1, 999, 1_998, 1_999]) {
      using resumed = new WatchReader(client, { resumeToken: tokenOf(all[cut]) });
      await movieCalls(client).create({ id: `after-${cut}`, title: 'After' });
      const rest = await resumed.take(2_000 - cut);
      expect(rest.slice(0, 1_999 - cut)).toEqual(all.slice(cut + 1));
      await movieCalls(client).delete({ id: `after-${cut}` });
    }
  });

  test('after cuts at random moments sees each of 3,000 changes once, in order', async () => {
    await using server = await startServer();
    const { client } = server;
    const random = randomFrom(4);
    let resumeToken = tokenOf(await firstOf(client));
    const seen: string[] = [];
    const writing = writeMany(client, 3_000);
    while (seen.length < 3_000) {
      using watch = new WatchReader(client, { resumeToken });
      for (let left = Math.min(random(500), 3_000 - seen.length); left > 0; left--) {
        const message = await watch.next();
        if (message.event?.$case !== 'checkpoint') seen.push(summaryOf(message));
        resumeToken = tokenOf(message);
      }
    }
    expect(seen).toEqual(await writing);
  });

  test('is OUT_OF_RANGE once the history no longer has all changes since', async () => {
    await using server = await startServer({ flags: ['--watch-history', '10'] });
    const { client } = server;
    const resumeToken = tokenOf(await firstOf(client));
    for (const { id } of numbered(10)) await movieCalls(client).create({ id, title: 'T' });
    expect(summaryOf(await firstOf(client, { resumeToken }))).toBe('created 000000');
    await movieCalls(client).delete({ id: '000000' });
    const lost = await failure(firstOf(client, { resumeToken }));
    expect(lost).toMatchObject({ code: status.OUT_OF_RANGE, reason: 'RESUME_TOKEN_EXPIRED' });
  });

  test('and whose history is overrun again and again sees no gap: each change, or OUT_OF_RANGE', async () => {
    await using server = await startServer({ flags: ['--watch-history', '60'] });
    const { client } = server;
    const random = randomFrom(5);
    const changes = await watchedChanges(client);
    let expired = 0;
    let at = 0;
    while (changes.length < 300) {
      changes.push(...(await watchedChanges(client, random(90))));
      using resumed = new WatchReader(client, { resumeToken: tokenOf(changes[at]) });
      const end = changes.length - 1;
      try {
        // Up to the newest, or a part of the way.
        const count = random(2) === 0 ? end - at : random(end - at + 1);
        expect(await resumed.take(count)).toEqual(changes.slice(at + 1, at + 1 + count));
        at += count;
      } catch (error) {
        expect(await failure(Promise.reject(error))).toMatchObject({ code: status.OUT_OF_RANGE });
        expired += 1;
        at = end;
      }
    }
    expect(expired).toBeGreaterThan(1);
  });
});

describe('a watch that was cut by a restart', () => {
  test('goes on if nothing changed meanwhile', async () => {
    const store = new MemoryStore([A]);
    await using before = await startServer({ store: () => store });
    using watch = new WatchReader(before.client);
    await watch.until('checkpoint');
    await movieCalls(before.client).create({ id: 'b', title: 'B' });
    const resumeToken = tokenOf(await watch.next());
    await using after = await startServer({ movies: store.movies });
    using resumed = new WatchReader(after.client, { resumeToken });
    await movieCalls(after.client).importAll(importOf(numbered(3)));
    const messages = await resumed.take(3);
    expect(messages.map(summaryOf)).toEqual(numbered(3).map(({ id }) => `created ${id}`));
    // A token that this server gave out in the middle of a commit is good, although the watch began with an older one.
    using again = new WatchReader(after.client, { resumeToken: tokenOf(messages[0]) });
    expect((await again.take(2)).map(summaryOf)).toEqual(['created 000001', 'created 000002']);
  });

  test.each<[string, (store: MemoryStore) => MemoryStore]>([
    ['something changed meanwhile', (store) => new MemoryStore([...store.movies, B])],
    ['the commit it was in the middle of is undone', () => new MemoryStore([A])],
    ['the commit it was in the middle of is there', (store) => new MemoryStore(store.movies)],
  ])('is OUT_OF_RANGE if %s', async (_, restart) => {
    const store = new MemoryStore([A]);
    await using before = await startServer({ store: () => store });
    using watch = new WatchReader(before.client, { skipExisting: true });
    await movieCalls(before.client).importAll(importOf(numbered(5)));
    const [, , third] = await watch.take(4);
    await using after = await startServer({ store: () => restart(store) });
    const lost = await failure(firstOf(after.client, { resumeToken: tokenOf(third) }));
    expect(lost).toMatchObject({ code: status.OUT_OF_RANGE, reason: 'RESUME_TOKEN_EXPIRED' });
  });
});

/** Creates, changes and deletes movies, some many at once, and gives what a watcher should see. */
async function writeMany(client: Client, count: number, random = randomFrom(1)): Promise<string[]> {
  const movies = movieCalls(client);
  const expected: string[] = [];
  for (let round = 0; expected.length < count; round++) {
    const many = numbered(Math.min(count - expected.length, 1 + random(300)), `Round ${round}`);
    const existing = new Set((await movies.list({ pageSize: 1_000 })).movies.map(({ id }) => id));
    await movies.importAll(importOf(many, { mode: v1.ImportMode.IMPORT_MODE_UPSERT }));
    expected.push(...many.map(({ id }) => `${existing.has(id) ? 'updated' : 'created'} ${id}`));
    const id = many[random(many.length)]?.id ?? '';
    if (expected.length === count) break;
    await movies.delete({ id });
    expected.push(`deleted ${id}`);
  }
  return expected;
}

/** Changes a movie so often, and gives what a watcher sees of it. */
async function watchedChanges(client: Client, count = 1): Promise<v1.WatchMoviesResponse[]> {
  using watch = new WatchReader(client, { skipExisting: true });
  await watch.next();
  const movies = movieCalls(client);
  const changes: v1.WatchMoviesResponse[] = [];
  for (let index = 0; index < count; index++) {
    const movie = { id: 'a', title: `${performance.now()}`, rating: 1 };
    await movies.update({ movie, allowMissing: true });
    changes.push(await watch.next());
  }
  return changes;
}
