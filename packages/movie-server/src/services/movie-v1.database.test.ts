import { chmodSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Movie } from '../catalog/movie.js';
import { randomFrom, sampleMovie } from '../catalog/sample-movies.js';
import { openJsonFile } from '../stores/json-file.js';
import { readDatabase } from '../stores/read-database.js';
import { RecordedLog } from '../stores/testing/recorded-log.js';
import { removeTemporaryFolders, temporaryFolder } from '../stores/testing/temporary-folder.js';
import { closeServers, startServer } from './testing/catalog-server.js';
import { type Failure, failureOf, movieCalls } from './testing/movie-calls.js';
import { killServers, ServerProcess } from './testing/server-process.js';
import { cancelWatches, told, WatchReader } from './testing/watch-reader.js';

afterEach(cancelWatches);
afterEach(closeServers);
afterEach(killServers);
afterEach(removeTemporaryFolders);

function newDatabase(movies: readonly Movie[] = []): string {
  const path = join(temporaryFolder(), 'movies.json');
  writeFileSync(path, JSON.stringify({ movies }, null, 2));
  return path;
}

async function startOn(path: string) {
  const storeLog = new RecordedLog();
  const server = await startServer({ store: openJsonFile(path, { log: storeLog }) });
  return { ...server, storeLog, movies: movieCalls(server.client) };
}

/** What a caller is told must help him, and must not tell him about the machine. */
function expectNoInternals({ message }: Failure, path: string): void {
  expect(message).not.toContain(dirname(path));
  expect(message).not.toMatch(/movies\.json|E[A-Z]{4,}|Error/);
}

describe('a database that', () => {
  test('is read-only refuses writes until it is writable again', async () => {
    const path = newDatabase([sampleMovie('a')]);
    const { movies } = await startOn(path);
    chmodSync(path, 0o444);
    const failure = await failureOf(movies.create({ title: 'X' }));
    expect(failure).toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'READ_ONLY' });
    expectNoInternals(failure, path);
    expect((await movies.get('a')).movie?.id).toBe('a');
    chmodSync(path, 0o644);
    await movies.create({ title: 'X' });
  });

  test('was edited into something broken refuses writes until it is mended, and keeps the edit', async () => {
    const path = newDatabase([sampleMovie('a')]);
    const { movies, storeLog, log } = await startOn(path);
    writeFileSync(path, '{"movies": [\n  {"id": "a" "title": "A"}\n]}');
    expect((await storeLog.lines.first(({ level }) => level === 'error')).message).toContain('line 2 column 14');
    const failure = await failureOf(movies.delete({ id: 'a' }));
    expect(failure).toMatchObject({ code: 'FAILED_PRECONDITION', reason: 'DATABASE_BROKEN' });
    expectNoInternals(failure, path);
    expect(log.events.join('')).toContain('line 2 column 14');
    expect((await movies.list()).totalSize).toBe(1);
    expect(readFileSync(path, 'utf8')).toContain('"a" "title"');
    writeFileSync(path, '{"movies": [\n  {"id": "a", "title": "Mended"}\n]}');
    await storeLog.lines.first(({ message }) => message.includes('is mended'));
    expect((await movies.get('a')).movie?.title).toBe('Mended');
    await movies.delete({ id: 'a' });
  });

  test('can not be written is UNAVAILABLE, and memory and file still agree', async () => {
    const path = newDatabase([sampleMovie('a')]);
    const { movies, log } = await startOn(path);
    // In the place of the temporary file, a folder that is not empty, which nothing removes.
    const obstacle = join(dirname(path), '.movies.json.tmp');
    mkdirSync(join(obstacle, 'x'), { recursive: true });
    const failure = await failureOf(movies.create({ id: 'b', title: 'B' }));
    expect(failure).toMatchObject({ code: 'UNAVAILABLE', reason: 'DATABASE_FAILED' });
    expectNoInternals(failure, path);
    expect(log.events.join('')).toContain('refused a write');
    expect((await movies.list()).totalSize).toBe(1);
    rmdirSync(join(obstacle, 'x'));
    rmdirSync(obstacle);
    await movies.create({ id: 'b', title: 'B' });
    expect([...(await readDatabase(path)).keys()]).toEqual(['a', 'b']);
  });

  test('is edited by hand is served as edited within a second, and watchers see the edit', async () => {
    const path = newDatabase([sampleMovie('a')]);
    const { movies, client } = await startOn(path);
    const watch = new WatchReader(client);
    await watch.until('checkpoint');
    const begun = performance.now();
    writeFileSync(path, JSON.stringify({ movies: [{ id: 'a', title: 'By hand' }, sampleMovie('b')] }));
    expect((await watch.take(2)).map(told)).toEqual(['updated a', 'created b']);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect((await movies.get('a')).movie?.title).toBe('By hand');
  });
});

test('edits by hand and writes over gRPC at the same time lose nothing of each other', async () => {
  const path = newDatabase();
  const { movies, catalog } = await startOn(path);
  const random = randomFrom(9);
  const byHand: string[] = [];
  // As a person does: reads the file, changes it, and writes it back before anybody else has.
  const edit = async () => {
    const root: { movies: object[] } = JSON.parse(readFileSync(path, 'utf8'));
    const id = `hand-${byHand.length}`;
    root.movies.splice(random(root.movies.length + 1), 0, { id, title: 'By hand', note: 'kept' });
    writeFileSync(path, JSON.stringify(root, null, 2));
    byHand.push(id);
    while (!catalog.get(id)) await movies.list({ pageSize: 1 });
  };
  const created = Array.from({ length: 200 }, (_, index) => `call-${index}`);
  for (let index = 0; index < created.length; index += 4) {
    const calls = created.slice(index, index + 4).map((id) => movies.create({ id, title: 'By a call' }));
    // The edit falls into a different step of the write each time.
    for (let turn = random(8); turn > 0; turn--) await movies.list({ pageSize: 1 });
    await Promise.all([...calls, edit()]);
  }
  const database = await readDatabase(path);
  expect([...created, ...byHand].filter((id) => !database.has(id))).toEqual([]);
  expect(readFileSync(path, 'utf8').match(/"note": "kept"/g)).toHaveLength(byHand.length);
  expect((await movies.list()).totalSize).toBe(database.size);
}, 20_000);

test('a second server on the same file is refused, and told which process has it', async () => {
  const path = newDatabase();
  const first = new ServerProcess(path);
  await first.port();
  const second = new ServerProcess(path);
  expect(await second.exitCode()).toBe(1);
  expect(second.stderr).toContain(`is in use by process ${first.pid}`);
  const reader = new ServerProcess(path, '--read-only');
  await reader.port();
  await first.kill();
  await new ServerProcess(path).port();
});
