import { chmodSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { type Movie, openJsonFile, readDatabase } from 'movie-catalog';
import { randomFrom, sampleMovie } from 'movie-catalog/testing';
import { connect, failure, TemporaryFolder } from 'test-kit';
import { movieCalls } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';
import { summaryOf, WatchReader } from '../testing/watch-reader.js';

/** A server on a JSON file of its own. */
async function startOn(movies: readonly Movie[] = []) {
  const folder = new TemporaryFolder();
  const path = folder.write('movies.json', JSON.stringify({ movies }, null, 2));
  const server = await startServer({ store: (log) => openJsonFile(path, { log: log.logger }) });
  const dispose = async () => {
    await server[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  };
  return { ...server, path, movies: movieCalls(server.client), [Symbol.asyncDispose]: dispose };
}

/** An error's message must help the caller without saying anything about the machine. */
function expectNoInternals({ message }: { readonly message: string }, path: string): void {
  expect(message).not.toContain(dirname(path));
  expect(message).not.toMatch(/movies\.json|E[A-Z]{4,}|Error/);
}

describe('a database that', () => {
  test('is read-only refuses writes until it is writable again', async () => {
    await using server = await startOn([sampleMovie('a')]);
    const { movies, path } = server;
    chmodSync(path, 0o444);
    const refusal = await failure(movies.create({ title: 'X' }));
    expect(refusal).toMatchObject({ code: status.FAILED_PRECONDITION, reason: 'READ_ONLY' });
    expectNoInternals(refusal, path);
    expect((await movies.get('a')).movie?.id).toBe('a');
    chmodSync(path, 0o644);
    await movies.create({ title: 'X' });
  });

  test('was edited into something broken refuses writes until it is fixed, and keeps the edit', async () => {
    await using server = await startOn([sampleMovie('a')]);
    const { movies, client, log, path } = server;
    using watch = new WatchReader(client);
    writeFileSync(path, '{"movies": [\n  {"id": "a" "title": "A"}\n]}');
    // 50 is pino's `error`.
    expect((await log.lines.first(({ level }) => level === 50)).msg).toContain('line 2 column 14');
    const refusal = await failure(movies.delete({ id: 'a' }));
    expect(refusal).toMatchObject({ code: status.FAILED_PRECONDITION, reason: 'DATABASE_BROKEN' });
    expectNoInternals(refusal, path);
    expect(refusal.message).toContain('line 2 column 14 has a string');
    const refused = await log.line('DeleteMovie FAILED_PRECONDITION');
    expect(refused).toMatchObject({ reason: 'DATABASE_BROKEN' });
    // What is wrong stands in the log once; a line for each refused write says which error it was.
    expect(log.text.match(/line 2 column 14/g)).toHaveLength(1);
    expect((await movies.list()).totalSize).toBe(1);
    expect(readFileSync(path, 'utf8')).toContain('"a" "title"');
    writeFileSync(path, '{"movies": [\n  {"id": "a", "title": "Fixed"}\n]}');
    await watch.until('updated');
    expect((await movies.get('a')).movie?.title).toBe('Fixed');
    await movies.delete({ id: 'a' });
  });

  test('can not be written is UNAVAILABLE, and memory and file still agree', async () => {
    await using server = await startOn([sampleMovie('a')]);
    const { movies, log, path } = server;
    // In the place of the temporary file, a folder that is not empty, which nothing removes.
    const lock = join(dirname(path), '.movies.json.lock');
    const record = readdirSync(lock).find((name) => name.endsWith('.json')) ?? '';
    const obstacle = join(lock, record.replace(/json$/, 'tmp'));
    mkdirSync(join(obstacle, 'x'), { recursive: true });
    const refusal = await failure(movies.create({ id: 'b', title: 'B' }));
    expect(refusal).toMatchObject({ code: status.UNAVAILABLE, reason: 'DATABASE_FAILED' });
    expectNoInternals(refusal, path);
    expect(log.text).toContain('The database could not do its work');
    expect((await movies.list()).totalSize).toBe(1);
    rmdirSync(join(obstacle, 'x'));
    rmdirSync(obstacle);
    await movies.create({ id: 'b', title: 'B' });
    expect([...(await readDatabase(path)).keys()]).toEqual(['a', 'b']);
  });

  test('is edited by hand is served as edited within a second, and watchers see the edit', async () => {
    await using server = await startOn([sampleMovie('a')]);
    const { movies, client, path } = server;
    using watch = new WatchReader(client);
    await watch.until('checkpoint');
    const begun = performance.now();
    writeFileSync(path, JSON.stringify({ movies: [{ id: 'a', title: 'By hand' }, sampleMovie('b')] }));
    expect((await watch.take(2)).map(summaryOf)).toEqual(['updated a', 'created b']);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect((await movies.get('a')).movie?.title).toBe('By hand');
  });
});

test('edits by hand and writes over gRPC at the same time lose nothing of each other', async () => {
  await using server = await startOn();
  const { movies, catalog, path } = server;
  const random = randomFrom(9);
  const byHand: string[] = [];
  // As a person does: reads the file, changes it, and writes it back at once.
  const edit = async () => {
    const root: { movies: object[] } = JSON.parse(readFileSync(path, 'utf8'));
    const id = `hand-${byHand.length}`;
    root.movies.splice(random(root.movies.length + 1), 0, { id, title: 'By hand', note: 'kept' });
    writeFileSync(path, JSON.stringify(root, null, 2));
    byHand.push(id);
    while (!catalog.get(id)) await movies.list({ pageSize: 1 });
  };
  const created = Array.from({ length: 60 }, (_, index) => `call-${index}`);
  for (let index = 0; index < created.length; index += 4) {
    const calls = created.slice(index, index + 4).map((id) => movies.create({ id, title: 'By a call' }));
    // The edit falls into a different step of the write each time.
    for (let calls = random(8); calls > 0; calls--) await movies.list({ pageSize: 1 });
    await Promise.all([...calls, edit()]);
  }
  const database = await readDatabase(path);
  expect([...created, ...byHand].filter((id) => !database.has(id))).toEqual([]);
  expect(readFileSync(path, 'utf8').match(/"note": "kept"/g)).toHaveLength(byHand.length);
  expect((await movies.list()).totalSize).toBe(database.size);
}, 20_000);

describe('many writers of one movie', () => {
  test('200 updates at once all succeed, and each is answered with its own result', async () => {
    await using server = await startOn([sampleMovie('a')]);
    const { movies, path } = server;
    const titles = Array.from({ length: 200 }, (_, number) => `Title ${number}`);
    const updates = await Promise.all(titles.map((title) => movies.update({ movie: { id: 'a', title } })));
    expect(updates.map(({ movie }) => movie?.title)).toEqual(titles);
    const { movie } = await movies.get('a');
    expect(titles).toContain(movie?.title);
    expect((await readDatabase(path)).get('a')?.title).toBe(movie?.title);
  });

  test('5 clients that count in it by its etag lose no count', async () => {
    await using server = await startOn([sampleMovie('a', { title: '0' })]);
    const { address, path } = server;
    const counts = Array.from({ length: 5 }, () => countUp(address, 4));
    const conflicts = (await Promise.all(counts)).reduce((sum, each) => sum + each, 0);
    expect((await readDatabase(path)).get('a')?.title).toBe('20');
    expect(conflicts).toBeGreaterThan(0);
  });
});

/** Adds 1 to the number in a title so often, on a connection of its own; gives how often another writer was first. */
async function countUp(address: string, times: number): Promise<number> {
  using client = connect(address);
  const movies = movieCalls(client);
  let conflicts = 0;
  for (let done = 0; done < times; ) {
    const { movie } = await movies.get('a');
    const title = `${Number(movie?.title) + 1}`;
    const update = movies.update({ movie: { id: 'a', title, etag: movie?.etag ?? '' } });
    const [outcome] = await Promise.allSettled([update]);
    if (outcome.status === 'fulfilled') {
      done += 1;
    } else {
      expect(await failure(update)).toMatchObject({ code: status.ABORTED, reason: 'ETAG_MISMATCH' });
      conflicts += 1;
    }
  }
  return conflicts;
}
