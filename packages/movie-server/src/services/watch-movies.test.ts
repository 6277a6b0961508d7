import { afterEach, describe, expect, test } from '@jest/globals';
import { v1 } from 'movie-proto';
import { randomFrom, sampleMovie } from '../catalog/sample-movies.js';
import { MemoryStore } from '../stores/memory-store.js';
import { closeServers, startServer } from './testing/catalog-server.js';
import { failureOf, importOf, movieCalls } from './testing/movie-calls.js';
import { cancelWatches, told, WatchReader } from './testing/watch-reader.js';

afterEach(cancelWatches);
afterEach(closeServers);

const A = sampleMovie('a');
const B = sampleMovie('b');

function tokenOf(message: v1.WatchMoviesResponse | undefined): string {
  return message?.resumeToken ?? '';
}

/** Movies whose ids are in the order of their numbers. */
function numbered(count: number, title = 'Title') {
  return Array.from({ length: count }, (_, index) => ({ id: `${index}`.padStart(6, '0'), title }));
}

describe('a watch', () => {
  test('tells the movies that exist, a checkpoint, and each change as it comes', async () => {
    const { client } = await startServer({ store: new MemoryStore([A, B]) });
    const movies = movieCalls(client);
    const watch = new WatchReader(client);
    expect((await watch.take(3)).map(told)).toEqual(['existing a', 'existing b', 'checkpoint 2']);
    const created = await movies.create({ id: 'c', title: 'C' });
    expect((await watch.next()).event).toEqual({ $case: 'created', value: created.movie });
    const updated = await movies.update({ movie: { id: 'c', rating: 9 } });
    expect((await watch.next()).event).toEqual({ $case: 'updated', value: updated.movie });
    await movies.update({ movie: { id: 'c', rating: 9 } });
    await movies.delete({ id: 'c' });
    expect((await watch.next()).event).toEqual({ $case: 'deleted', value: updated.movie });
  });

  test('of an empty catalog begins with a checkpoint', async () => {
    const { client } = await startServer();
    expect(told(await new WatchReader(client).next())).toBe('checkpoint 0');
  });

  test('may leave out the movies that exist', async () => {
    const { client } = await startServer({ store: new MemoryStore([A, B]) });
    const watch = new WatchReader(client, { skipExisting: true });
    expect(told(await watch.next())).toBe('checkpoint 2');
    await movieCalls(client).delete({ id: 'a' });
    expect(told(await watch.next())).toBe('deleted a');
  });

  test('has a token with every message from the checkpoint on, and with none before', async () => {
    const { client } = await startServer({ store: new MemoryStore([A, B]) });
    const watch = new WatchReader(client);
    const begin = await watch.until('checkpoint');
    expect(begin.map((message) => tokenOf(message) !== '')).toEqual([false, false, true]);
    await movieCalls(client).importAll(importOf(numbered(5)));
    const tokens = (await watch.take(5)).map(tokenOf);
    expect(new Set([...tokens, '']).size).toBe(6);
  });

  test('tells what changes while the movies that exist are sent after them, once', async () => {
    const { client } = await startServer({ store: new MemoryStore(numbered(3_000).map(({ id }) => sampleMovie(id))) });
    const watch = new WatchReader(client);
    const first = await watch.next();
    await movieCalls(client).delete({ id: '002999' });
    const existing = [first, ...(await watch.until('checkpoint'))].map(told);
    expect(existing.slice(0, -1)).toEqual(numbered(3_000).map(({ id }) => `existing ${id}`));
    expect(told(await watch.next())).toBe('deleted 002999');
  });

  test('sends a checkpoint whenever nothing has come for a while, from which it may resume', async () => {
    const { client } = await startServer({ store: new MemoryStore([A]), watchCheckpoint: 20 });
    const watch = new WatchReader(client, { skipExisting: true });
    const [, second, third] = await watch.take(3);
    expect([second, third].map((message) => message && told(message))).toEqual(['checkpoint 1', 'checkpoint 1']);
    await movieCalls(client).create({ id: 'b', title: 'B' });
    const resumed = new WatchReader(client, { resumeToken: tokenOf(third) });
    expect(told((await resumed.until('created')).at(-1) ?? { event: undefined, resumeToken: '' })).toBe('created b');
  });

  test('ends with a status that says so when the server shuts down', async () => {
    const server = await startServer();
    const watch = new WatchReader(server.client);
    await watch.next();
    const ended = failureOf(watch.next());
    await server.close();
    expect(await ended).toMatchObject({ code: 'UNAVAILABLE', reason: 'SHUTTING_DOWN' });
  });
});

describe('a watch that resumes', () => {
  test('goes on in the middle of a large commit, wherever it was cut', async () => {
    const { client } = await startServer();
    const watch = new WatchReader(client);
    await watch.next();
    await movieCalls(client).importAll(importOf(numbered(2_000)));
    const all = await watch.take(2_000);
    for (const cut of [0, 1, 999, 1_998, 1_999]) {
      const resumed = new WatchReader(client, { resumeToken: tokenOf(all[cut]) });
      await movieCalls(client).create({ id: `after-${cut}`, title: 'After' });
      const rest = await resumed.take(2_000 - cut);
      expect(rest.slice(0, 1_999 - cut)).toEqual(all.slice(cut + 1));
      await movieCalls(client).delete({ id: `after-${cut}` });
    }
  });

  test('after cuts at random moments sees each of 10,000 changes once, in order', async () => {
    const { client } = await startServer();
    const random = randomFrom(4);
    let resumeToken = tokenOf(await new WatchReader(client).next());
    const seen: string[] = [];
    const writing = writeMany(client, 10_000);
    while (seen.length < 10_000) {
      const watch = new WatchReader(client, { resumeToken });
      for (let left = Math.min(random(1_500), 10_000 - seen.length); left > 0; left--) {
        const message = await watch.next();
        if (message.event?.$case !== 'checkpoint') seen.push(told(message));
        resumeToken = tokenOf(message);
      }
      watch.cancel();
    }
    expect(seen).toEqual(await writing);
  });

  test('is OUT_OF_RANGE once the history no longer has all changes since', async () => {
    const { client } = await startServer({ historySize: 10 });
    const resumeToken = tokenOf(await new WatchReader(client).next());
    for (const { id } of numbered(10)) await movieCalls(client).create({ id, title: 'T' });
    expect(told(await new WatchReader(client, { resumeToken }).next())).toBe('created 000000');
    await movieCalls(client).delete({ id: '000000' });
    const failure = await failureOf(new WatchReader(client, { resumeToken }).next());
    expect(failure).toMatchObject({ code: 'OUT_OF_RANGE', reason: 'RESUME_TOKEN_EXPIRED' });
  });

  test('and whose history is overrun again and again sees no gap: each change, or OUT_OF_RANGE', async () => {
    const { client } = await startServer({ historySize: 60 });
    const random = randomFrom(5);
    const changes = await watchedChanges(client);
    let expired = 0;
    let at = 0;
    while (changes.length < 1_500) {
      changes.push(...(await watchedChanges(client, random(90))));
      const resumed = new WatchReader(client, { resumeToken: tokenOf(changes[at]) });
      const end = changes.length - 1;
      try {
        // Up to the newest, or a part of the way.
        const count = random(2) === 0 ? end - at : random(end - at + 1);
        expect(await resumed.take(count)).toEqual(changes.slice(at + 1, at + 1 + count));
        at += count;
      } catch (error) {
        expect(await failureOf(Promise.reject(error))).toMatchObject({ code: 'OUT_OF_RANGE' });
        expired += 1;
        at = end;
      }
      resumed.cancel();
    }
    expect(expired).toBeGreaterThan(3);
  });
});

describe('a watch that was cut by a restart', () => {
  test('goes on if nothing changed meanwhile', async () => {
    const store = new MemoryStore([A]);
    const before = await startServer({ store });
    const watch = new WatchReader(before.client);
    await watch.until('checkpoint');
    await movieCalls(before.client).create({ id: 'b', title: 'B' });
    const resumeToken = tokenOf(await watch.next());
    const after = await startServer({ store: new MemoryStore(store.movies) });
    const resumed = new WatchReader(after.client, { resumeToken });
    await movieCalls(after.client).importAll(importOf(numbered(3)));
    const messages = await resumed.take(3);
    expect(messages.map(told)).toEqual(numbered(3).map(({ id }) => `created ${id}`));
    // A token that this server gave out in the middle of a commit is good, although the watch began with an older one.
    const again = new WatchReader(after.client, { resumeToken: tokenOf(messages[0]) });
    expect((await again.take(2)).map(told)).toEqual(['created 000001', 'created 000002']);
  });

  test.each<[string, (store: MemoryStore) => MemoryStore]>([
    ['something changed meanwhile', (store) => new MemoryStore([...store.movies, B])],
    ['the commit it was in the middle of is undone', () => new MemoryStore([A])],
    ['the commit it was in the middle of is there', (store) => new MemoryStore(store.movies)],
  ])('is OUT_OF_RANGE if %s', async (_, restart) => {
    const store = new MemoryStore([A]);
    const before = await startServer({ store });
    const watch = new WatchReader(before.client, { skipExisting: true });
    await movieCalls(before.client).importAll(importOf(numbered(5)));
    const [, , third] = await watch.take(4);
    const after = await startServer({ store: restart(store) });
    const failure = await failureOf(new WatchReader(after.client, { resumeToken: tokenOf(third) }).next());
    expect(failure).toMatchObject({ code: 'OUT_OF_RANGE', reason: 'RESUME_TOKEN_EXPIRED' });
  });
});

describe('a watcher that is too slow', () => {
  test('is ABORTED, and resumes where it was', async () => {
    const { client, catalog } = await startServer({ historySize: 200 });
    const watch = new WatchReader(client);
    let last = await watch.next();
    // More than all buffers between here and there, while nobody reads.
    const title = 'x'.repeat(2_000);
    for (const { id } of numbered(180)) {
      const after = sampleMovie(id, { title });
      await catalog.write(() => ({ changes: [{ id, before: undefined, after }], result: undefined }));
    }
    const seen: string[] = [];
    const failure = await failureOf(
      (async () => {
        for (;;) {
          last = await watch.next();
          seen.push(told(last));
        }
      })(),
    );
    expect(failure).toMatchObject({ code: 'ABORTED', reason: 'WATCHER_TOO_SLOW' });
    const resumed = new WatchReader(client, { resumeToken: tokenOf(last) });
    const rest = await resumed.take(180 - seen.length);
    expect([...seen, ...rest.map(told)]).toEqual(numbered(180).map(({ id }) => `created ${id}`));
  });
});

/** Creates, changes and deletes movies, some many at once, and gives what a watcher should be told. */
async function writeMany(client: v1.MovieServiceClient, count: number, random = randomFrom(1)): Promise<string[]> {
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

/** Changes a movie so often, and gives what a watcher is told of it, after a checkpoint. */
async function watchedChanges(client: v1.MovieServiceClient, count = 1): Promise<v1.WatchMoviesResponse[]> {
  const watch = new WatchReader(client, { skipExisting: true });
  await watch.next();
  const movies = movieCalls(client);
  const changes: v1.WatchMoviesResponse[] = [];
  for (let index = 0; index < count; index++) {
    const movie = { id: 'a', title: `${performance.now()}`, rating: 1 };
    await movies.update({ movie, allowMissing: true });
    changes.push(await watch.next());
  }
  watch.cancel();
  return changes;
}
