import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Movie } from '../catalog/movie.js';
import { applyChanges } from './pending-changes.js';
import { readDatabase } from './read-database.js';
import type { Store } from './store.js';
import { closeStores, openStore } from './testing/opened-stores.js';
import { RecordedLog } from './testing/recorded-log.js';
import { sampleMovie } from './testing/sample-movie.js';
import { removeTemporaryFolders, temporaryFolder } from './testing/temporary-folder.js';

const A = sampleMovie('a');
const B = sampleMovie('b');
const C = sampleMovie('c');
const createC = { id: 'c', before: undefined, after: C };

afterEach(closeStores);
afterEach(removeTemporaryFolders);

function textOf(movies: readonly object[]): string {
  return JSON.stringify({ movies }, null, 2);
}

async function openWith(movies: readonly Movie[]) {
  const path = join(temporaryFolder(), 'movies.json');
  writeFileSync(path, textOf(movies));
  const log = new RecordedLog();
  return { path, log, ...(await openStore(path, { log })) };
}

/** Edits as editors do that write a new file and put it in the old one's place. */
function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

describe('an edit by hand', () => {
  const waysToEdit: [string, (path: string, text: string) => void][] = [
    ['in place', writeFileSync],
    ['by a new file', replace],
  ];
  test.each(waysToEdit)('%s becomes a commit within a second', async (_, edit) => {
    const { path, commits } = await openWith([A, B]);
    const begun = performance.now();
    edit(path, textOf([{ ...A, rating: 9, seen: true }, C]));
    const commit = await commits.first(() => true);
    expect(performance.now() - begun).toBeLessThan(1_000);
    const changes = [{ id: 'a', before: A, after: { ...A, rating: 9 } }, createC];
    expect(commit).toEqual({ revision: 1, changes: [...changes, { id: 'b', before: B, after: undefined }] });
  });

  test('that changes no movie is no commit, and is kept by the next write', async () => {
    const { path, store, commits } = await openWith([A, B]);
    writeFileSync(path, textOf([{ ...B, note: 'Seen.' }, A]));
    await store.commit([createC]);
    expect(commits.events).toEqual([{ revision: 1, changes: [createC] }]);
    expect(readFileSync(path, 'utf8')).toBe(textOf([{ ...B, note: 'Seen.' }, A, withoutUnknown(C)]));
  });

  test('made right before a commit comes before it, and decides what conflicts', async () => {
    const { path, store, commits } = await openWith([A, B]);
    replace(path, textOf([{ ...A, title: 'By hand' }, B]));
    const stale = store.commit([{ id: 'a', before: A, after: { ...A, rating: 1 } }]);
    const other = store.commit([createC]);
    await expect(stale).rejects.toMatchObject({ name: 'ConflictError', id: 'a' });
    await other;
    expect(commits.events.map(({ changes }) => changes[0]?.id)).toEqual(['a', 'c']);
    expect(readFileSync(path, 'utf8')).toContain('By hand');
  });

  test('while writes run is never lost, nor is a write', async () => {
    const { path, store, commits, snapshot } = await openWith([A, B]);
    const committed = Array.from({ length: 120 }, (_, index) => sampleMovie(`commit-${index}`));
    const edited = Array.from({ length: 40 }, (_, index) => sampleMovie(`edit-${index}`));
    await Promise.all([commitEach(store, committed), editEach(path, edited)]);
    await commits.first(({ changes }) => changes.some(({ id }) => id === edited.at(-1)?.id));
    await store.close();

    const inFile = await readDatabase(path);
    expect([...committed, ...edited].filter(({ id }) => !inFile.has(id))).toEqual([]);
    const told = new Map(snapshot.movies.map((movie) => [movie.id, movie]));
    for (const { changes } of commits.events) applyChanges(told, changes);
    expect(byId(told)).toEqual(byId(inFile));
    expect(commits.events.map(({ revision }) => revision)).toEqual(commits.events.map((_, index) => index + 1));
  }, 30_000);
});

async function commitEach(store: Store, movies: readonly Movie[]): Promise<void> {
  const left = movies.values();
  const commitLeft = async () => {
    for (const movie of left) await store.commit([{ id: movie.id, before: undefined, after: movie }]);
  };
  await Promise.all([commitLeft(), commitLeft(), commitLeft()]);
}

async function editEach(path: string, movies: readonly Movie[]): Promise<void> {
  for (const [index, movie] of movies.entries()) {
    await setTimeout(Math.random() * 20);
    const known: { movies: Movie[] } = JSON.parse(readFileSync(path, 'utf8'));
    const changed = known.movies.map((each) => (each.id === 'a' ? { ...each, rating: index % 10 } : each));
    (Math.random() < 0.5 ? replace : writeFileSync)(path, textOf([...changed, movie]));
  }
}

describe('a broken edit', () => {
  const brokenEdits: [string, string, RegExp][] = [
    ['that is not JSON', '{"movies": [\n  {"id": "a",}\n]}', /movies\.json .*line 2 column 14 has "}"/],
    ['that breaks a rule', textOf([A, { ...B, rating: 11 }]), /movies\[1\]\.rating must be from 0 to 10, and is 11/],
  ];
  test.each(brokenEdits)('%s is logged once, and refuses commits until it is mended', async (_, text, message) => {
    const { path, store, commits, log } = await openWith([A, B]);
    writeFileSync(path, text);
    await expect(store.commit([createC])).rejects.toMatchObject({
      reason: 'BROKEN_EDIT',
      message: expect.stringMatching(message),
    });
    await expect(store.commit([createC])).rejects.toMatchObject({ reason: 'BROKEN_EDIT' });
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(log.lines.events).toEqual([{ level: 'error', message: expect.stringMatching(message) }]);
    writeFileSync(path, textOf([A]));
    await log.lines.first((line) => line.message.includes('mended'));
    await store.commit([createC]);
    expect(commits.events.map(({ changes }) => changes)).toEqual([
      [{ id: 'b', before: B, after: undefined }],
      [createC],
    ]);
  });

  test('is found without a commit', async () => {
    const { path, log } = await openWith([A]);
    writeFileSync(path, '[]');
    const line = await log.lines.first(({ level }) => level === 'error');
    expect(line.message).toContain('must be an object, {"movies": [...]}, and is a list');
  });

  test('that deletes the file refuses commits, and the file is not made anew', async () => {
    const { path, store, log } = await openWith([A]);
    rmSync(path);
    const refusal = { reason: 'BROKEN_EDIT', message: expect.stringContaining('there is no such file') };
    await expect(store.commit([createC])).rejects.toMatchObject(refusal);
    await expect(store.commit([createC])).rejects.toMatchObject(refusal);
    expect(log.lines.events).toHaveLength(1);
    writeFileSync(path, textOf([A]));
    await store.commit([createC]);
    expect(readFileSync(path, 'utf8')).toContain('"c"');
  });

  test('that is only half-way through is waited for', async () => {
    const { path, store, commits, log } = await openWith([A]);
    const file = openSync(path, 'w');
    writeSync(file, '{"movies": [');
    const commit = store.commit([createC]);
    // The store reads the half file before this: both go through the same pool, in order.
    await readDatabase(path).catch(() => undefined);
    writeSync(file, `${JSON.stringify(B)}]}`);
    closeSync(file);
    await commit;
    expect(commits.events.map(({ changes }) => changes.map(({ id }) => id))).toEqual([['b', 'a'], ['c']]);
    expect(log.lines.events.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

function withoutUnknown({ title, rating, director, id }: Movie): object {
  return { title, rating, director, id };
}

function byId(movies: ReadonlyMap<string, Movie>): Movie[] {
  return [...movies.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
