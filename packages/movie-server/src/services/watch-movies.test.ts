import { type Client, status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { sampleMovie } from 'movie-catalog/testing';
import type { v1 } from 'movie-proto';
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

describe('a watch', () => {
  test('sends the movies that exist, a checkpoint, and each change as it comes', async () => {
    await using server = await startServer({ movies: [A, B] });
    const { client } = server;
    const movies = movieCalls(client);
    using watch = new WatchReader(client);
    expect((await watch.take(3)).map(summaryOf)).toEqual(['existing a', 'existing b', 'checkpoint 2']);
    const created = await movies.create({ id: 'c', title: 'C' });
    expect((await watch.next()).event).toEqual({ $case: 'created', value: created.movie });
    const updated = await movies.update({ movie: { id: 'c', rating: 9 } });
    expect((await watch.next()).event).toEqual({ $case: 'updated', value: updated.movie });
    await movies.update({ movie: { id: 'c', rating: 9 } });
    await movies.delete({ id: 'c' });
    expect((await watch.next()).event).toEqual({ $case: 'deleted', value: updated.movie });
  });

  test('of an empty catalog begins with a checkpoint', async () => {
    await using server = await startServer();
    const { client } = server;
    expect(summaryOf(await firstOf(client))).toBe('checkpoint 0');
  });

  test('may leave out the movies that exist', async () => {
    await using server = await startServer({ movies: [A, B] });
    const { client } = server;
    using watch = new WatchReader(client, { skipExisting: true });
    expect(summaryOf(await watch.next())).toBe('checkpoint 2');
    await movieCalls(client).delete({ id: 'a' });
    expect(summaryOf(await watch.next())).toBe('deleted a');
  });

  test('has a token with every message from the checkpoint on, and with none before', async () => {
    await using server = await startServer({ movies: [A, B] });
    const { client } = server;
    using watch = new WatchReader(client);
    const begin = await watch.until('checkpoint');
    expect(begin.map((message) => tokenOf(message) !== '')).toEqual([false, false, true]);
    await movieCalls(client).importAll(importOf(numbered(5)));
    const tokens = (await watch.take(5)).map(tokenOf);
    expect(new Set([...tokens, '']).size).toBe(6);
  });

  test('sends what changes while the movies that exist are sent after them, once', async () => {
    await using server = await startServer({ movies: numbered(3_000).map(({ id }) => sampleMovie(id)) });
    const { client } = server;
    using watch = new WatchReader(client);
    const first = await watch.next();
    await movieCalls(client).delete({ id: '002999' });
    const existing = [first, ...(await watch.until('checkpoint'))].map(summaryOf);
    expect(existing.slice(0, -1)).toEqual(numbered(3_000).map(({ id }) => `existing ${id}`));
    expect(summaryOf(await watch.next())).toBe('deleted 002999');
  });

  test('sends a checkpoint whenever nothing has come for a while, from which it may resume', async () => {
    await using server = await startServer({ movies: [A], watchCheckpoint: 20 });
    const { client } = server;
    using watch = new WatchReader(client, { skipExisting: true });
    const [, second, third] = await watch.take(3);
    expect([second, third].map((message) => message && summaryOf(message))).toEqual(['checkpoint 1', 'checkpoint 1']);
    await movieCalls(client).create({ id: 'b', title: 'B' });
    using resumed = new WatchReader(client, { resumeToken: tokenOf(third) });
    expect(summaryOf((await resumed.until('created')).at(-1))).toBe('created b');
  });

  test('ends with a status that says so when the server shuts down', async () => {
    await using server = await startServer();
    using watch = new WatchReader(server.client);
    await watch.next();
    const ended = failure(watch.next());
    await server.close(1_000);
    expect(await ended).toMatchObject({ code: status.UNAVAILABLE, reason: 'SHUTTING_DOWN' });
  });
});

describe('a watcher that is too slow', () => {
  test('is ABORTED, and resumes where it was', async () => {
    await using server = await startServer({ flags: ['--watch-history', '200'] });
    const { client, catalog } = server;
    using watch = new WatchReader(client);
    let last = await watch.next();
    // More than all buffers between here and there, while nobody reads.
    const title = 'x'.repeat(2_000);
    for (const { id } of numbered(180)) {
      const after = sampleMovie(id, { title });
      await catalog.write(() => ({ changes: [{ id, after }], result: undefined }));
    }
    const seen: string[] = [];
    const lost = await failure(
      (async () => {
        for (;;) {
          last = await watch.next();
          seen.push(summaryOf(last));
        }
      })(),
    );
    expect(lost).toMatchObject({ code: status.ABORTED, reason: 'WATCHER_TOO_SLOW' });
    using resumed = new WatchReader(client, { resumeToken: tokenOf(last) });
    const rest = await resumed.take(180 - seen.length);
    expect([...seen, ...rest.map(summaryOf)]).toEqual(numbered(180).map(({ id }) => `created ${id}`));
  });
});
