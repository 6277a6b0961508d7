import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { RecordedLog } from 'test-kit';
import { MovieCatalog } from '../catalog.js';
import type { Movie } from '../movie.js';
import { JsonDatabase, textOf } from '../testing/json-database.js';
import type { OpenedStore } from '../testing/opened-store.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openJsonFile } from './json-file.js';
import { readDatabase } from './read-database.js';

const A = sampleMovie('a');
const B = sampleMovie('b');
const C = sampleMovie('c');
const createdC = { id: 'c', before: undefined, after: C };
const ERROR = 50;

function errorsOf(log: RecordedLog): string[] {
  return log.lines.events.filter(({ level }) => level === ERROR).map(({ msg }) => msg);
}

describe('an edit by hand', () => {
  const waysToEdit: [string, (database: JsonDatabase, text: string) => void][] = [
    [
      'in place',
      (database, text) => {
        database.text = text;
      },
    ],
    ['by a new file', (database, text) => database.replace(text)],
  ];
  test.each(waysToEdit)('%s becomes a commit within a second', async (_, edit) => {
    using database = new JsonDatabase([A, B]);
    await using store = await database.open();
    const begun = performance.now();
    edit(database, textOf([{ ...A, rating: 9, seen: true }, C]));
    const commit = await store.commits.first(() => true);
    expect(performance.now() - begun).toBeLessThan(1_000);
    const changes = [{ id: 'a', before: A, after: { ...A, rating: 9 } }, createdC];
    expect(commit).toEqual({
      revision: 1,
      time: expect.any(Number),
      changes: [...changes, { id: 'b', before: B, after: undefined }],
    });
  });

  test('that changes no movie is no commit, and is kept by the next write', async () => {
    using database = new JsonDatabase([A, B]);
    await using store = await database.open();
    database.text = textOf([{ ...B, note: 'Seen.' }, A]);
    await store.put(C);
    expect(store.commits.events).toEqual([{ revision: 1, time: expect.any(Number), changes: [createdC] }]);
    expect(database.text).toBe(textOf([{ ...B, note: 'Seen.' }, A, asWritten(C)]));
  });

  test('that changes only the order is followed by the writes after it', async () => {
    using database = new JsonDatabase([A, B, C]);
    await using store = await database.open();
    database.text = textOf([C, B, A]);
    await store.put({ ...B, title: 'New' });
    await store.remove('c');
    expect(database.text).toBe(textOf([{ ...B, title: 'New' }, A]));
  });

  test('puts movies into its order: new ones in front, and ones that only moved', async () => {
    using database = new JsonDatabase([A, B]);
    await using store = await database.open();
    database.text = textOf([C, A, B]);
    await store.write(() => ({ changes: [], result: undefined }));
    expect([...store.movies.values()]).toEqual([C, A, B]);
    expect(store.commits.events).toEqual([{ revision: 1, time: expect.any(Number), changes: [createdC] }]);
    database.text = textOf([B, C, A]);
    await store.put({ ...A, title: 'New' });
    expect([...store.movies.keys()]).toEqual(['b', 'c', 'a']);
    expect(store.commits.events).toHaveLength(2);
  });

  test('gives a catalog the order and digest that it has after a restart', async () => {
    using database = new JsonDatabase([A, B]);
    const catalog = await MovieCatalog.open(openJsonFile(database.path));
    expect(catalog.snapshot().movies).toEqual([A, B]);
    database.text = textOf([C, B, A]);
    await catalog.write(() => ({ changes: [], result: undefined }));
    const { movies, position } = catalog.snapshot();
    await catalog.close();
    const restarted = await MovieCatalog.open(openJsonFile(database.path));
    expect(movies).toEqual([C, B, A]);
    expect(restarted.snapshot().movies).toEqual(movies);
    expect(restarted.position.digest).toBe(position.digest);
    await restarted.close();
  });

  test('made right before a write comes before it', async () => {
    using database = new JsonDatabase([A, B]);
    await using store = await database.open();
    database.replace(textOf([{ ...A, title: 'By hand' }, B]));
    const { result: seen } = await store.write(({ get }) => ({ changes: [{ id: 'c', after: C }], result: get('a') }));
    expect(seen?.title).toBe('By hand');
    expect(store.commits.events.map(({ changes }) => changes[0]?.id)).toEqual(['a', 'c']);
    expect(database.text).toContain('By hand');
  });

  test('while writes run is never lost, nor is a write', async () => {
    using database = new JsonDatabase([A, B]);
    await using store = await database.open();
    const written = Array.from({ length: 120 }, (_, index) => sampleMovie(`write-${index}`));
    const edited = Array.from({ length: 40 }, (_, index) => sampleMovie(`edit-${index}`));
    await Promise.all([writeEach(store, written), editEach(database, edited)]);
    await store.commits.first(({ changes }) => changes.some(({ id }) => id === edited.at(-1)?.id));
    await store.close();

    const inFile = await readDatabase(database.path);
    expect([...written, ...edited].filter(({ id }) => !inFile.has(id))).toEqual([]);
    expect(byId(store.movies)).toEqual(byId(inFile));
    expect(store.commits.events.map(({ revision }) => revision)).toEqual(
      store.commits.events.map((_, index) => index + 1),
    );
  }, 30_000);
});

async function writeEach(store: OpenedStore, movies: readonly Movie[]): Promise<void> {
  const left = movies.values();
  const writeLeft = async () => {
    for (const movie of left) await store.put(movie);
  };
  await Promise.all([writeLeft(), writeLeft(), writeLeft()]);
}

async function editEach(database: JsonDatabase, movies: readonly Movie[]): Promise<void> {
  for (const [index, movie] of movies.entries()) {
    await setTimeout(Math.random() * 20);
    const known: { movies: Movie[] } = JSON.parse(readFileSync(database.path, 'utf8'));
    const changed = known.movies.map((each) => (each.id === 'a' ? { ...each, rating: index % 10 } : each));
    const text = textOf([...changed, movie]);
    if (Math.random() < 0.5) database.replace(text);
    else database.text = text;
  }
}

describe('a broken edit', () => {
  const brokenEdits: [string, string, RegExp][] = [
    ['that is not JSON', '{"movies": [\n  {"id": "a",}\n]}', /movies\.json .*line 2 column 14 has "}"/],
    ['that breaks a rule', textOf([A, { ...B, rating: 11 }]), /movies\[1\]\.rating must be from 0 to 10, and is 11/],
  ];
  test.each(brokenEdits)('%s is logged once, and refuses writes until it is fixed', async (_, text, message) => {
    using database = new JsonDatabase([A, B]);
    const log = new RecordedLog();
    await using store = await database.open({ log: log.logger });
    database.text = text;
    const refusal = { reason: 'BROKEN_EDIT', message: expect.stringMatching(message) };
    await expect(store.put(C)).rejects.toMatchObject(refusal);
    await expect(store.put(C)).rejects.toMatchObject(refusal);
    expect(database.text).toBe(text);
    expect(errorsOf(log)).toEqual([expect.stringMatching(message)]);
    database.text = textOf([A]);
    await log.line('can be read again');
    await store.put(C);
    expect(store.commits.events.map(({ changes }) => changes)).toEqual([
      [{ id: 'b', before: B, after: undefined }],
      [createdC],
    ]);
  });

  test('is found without a write', async () => {
    using database = new JsonDatabase([A]);
    const log = new RecordedLog();
    await using _store = await database.open({ log: log.logger });
    database.text = '[]';
    await log.line('must be an object, {"movies": [...]}, and is a list');
    expect(errorsOf(log)).toHaveLength(1);
  });

  test('that deletes the file refuses writes, and the file is not created again', async () => {
    using database = new JsonDatabase([A]);
    const log = new RecordedLog();
    await using store = await database.open({ log: log.logger });
    rmSync(database.path);
    const refusal = { reason: 'BROKEN_EDIT', message: expect.stringContaining('there is no such file') };
    await expect(store.put(C)).rejects.toMatchObject(refusal);
    await expect(store.put(C)).rejects.toMatchObject(refusal);
    expect(errorsOf(log)).toHaveLength(1);
    expect(database.files).not.toContain('movies.json');
    database.text = textOf([A]);
    await store.put(C);
    expect(database.text).toContain('"c"');
  });

  test('that puts a named pipe in its place refuses writes, and nothing waits for the pipe', async () => {
    using database = new JsonDatabase([A]);
    await using store = await database.open();
    rmSync(database.path);
    spawnSync('mkfifo', [database.path]);
    const message = expect.stringContaining('it is a named pipe');
    await expect(store.put(C)).rejects.toMatchObject({ reason: 'BROKEN_EDIT', message });
  });

  test('that is only half-way through is waited for', async () => {
    using database = new JsonDatabase([A]);
    const log = new RecordedLog();
    await using store = await database.open({ log: log.logger });
    const file = openSync(database.path, 'w');
    writeSync(file, '{"movies": [');
    const write = store.put(C);
    // The store reads the half file before this: both go through the same pool, in order.
    await readDatabase(database.path).catch(() => undefined);
    writeSync(file, `${JSON.stringify(B)}]}`);
    closeSync(file);
    await write;
    expect(store.commits.events.map(({ changes }) => changes.map(({ id }) => id))).toEqual([['b', 'a'], ['c']]);
    expect(errorsOf(log)).toEqual([]);
  });
});

/** The fields of a new movie as the store writes them: what isn't known is left out. */
function asWritten({ title, rating, director, id, releaseYear }: Movie): object {
  return { title, rating, director, id, releaseYear };
}

function byId(movies: ReadonlyMap<string, Movie>): Movie[] {
  return [...movies.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
