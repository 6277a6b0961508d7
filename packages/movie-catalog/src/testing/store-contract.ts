import { describe, expect, test } from '@jest/globals';
import { MOVIE_FIELDS } from '../movie.js';
import { COMPLETE_MOVIE, variationsOfCompleteMovie } from './complete-movie.js';
import { sampleMovie } from './sample-movie.js';
import { type DatabaseMaker, moviesAfterReopening, openStore } from './test-database.js';
import { describeCommits, describeTurns } from './write-contract.js';

const A = sampleMovie('a', { rating: 7.4, director: 'Peter Sohn', releaseYear: 0, genres: ['Drama', 'Comedy'] });
const B = sampleMovie('b', { title: 'Ünïcode “quotes” \\ and 🎬', releaseYear: 2015 });
const C = sampleMovie('c', { rating: 0 });

/** Registers the tests that every store must pass. */
export function describeStoreContract(name: string, makeDatabase: DatabaseMaker): void {
  describe(`${name} is a store that`, () => {
    describeOpening(makeDatabase);
    describeCommits(makeDatabase);
    describeRefreshing(makeDatabase);
    describeTurns(makeDatabase);
    describeClosing(makeDatabase);
    describeLasting(makeDatabase);
  });
}
function describeOpening(makeDatabase: DatabaseMaker): void {
  test('gives the movies in order, with every field', async () => {
    await using database = await makeDatabase([B, A, C]);
    await using store = await openStore(database);
    expect(store.loaded).toEqual([B, A, C]);
  });

  test('takes its first movie when it is empty', async () => {
    await using database = await makeDatabase([]);
    await using store = await openStore(database);
    expect(store.loaded).toEqual([]);
    await store.put(A);
    expect(await moviesAfterReopening(store, database)).toEqual([A]);
  });

  test('refuses writes before it is open', async () => {
    await using database = await makeDatabase([A]);
    const write = database.newStore().write(() => ({ changes: [], result: undefined }));
    await expect(write).rejects.toMatchObject({ name: 'StoreError' });
  });
}

function describeRefreshing(makeDatabase: DatabaseMaker): void {
  test('is connected while it is open, and has what was acknowledged after a refresh', async () => {
    await using database = await makeDatabase([A]);
    await using store = await openStore(database);
    await store.put(B);
    await store.refresh();
    expect(store.isConnected).toBe(true);
    expect([...store.movies.values()]).toEqual([A, B]);
    await store.close();
    expect(store.isConnected).toBe(false);
  });
}

function describeClosing(makeDatabase: DatabaseMaker): void {
  test('refuses writes once it is closed', async () => {
    await using database = await makeDatabase([A]);
    await using store = await openStore(database);
    await store.close();
    await expect(store.put(B)).rejects.toMatchObject({ name: 'StoreError' });
    expect([...store.movies.values()]).toEqual([A]);
  });

  test('finishes the writes in progress when it is closed, and may be closed again', async () => {
    await using database = await makeDatabase([A]);
    await using store = await openStore(database);
    const writes = [store.put(B), store.put(C)];
    await store.close();
    await store.close();
    await Promise.all(writes);
    expect(await moviesAfterReopening(store, database)).toEqual([A, B, C]);
  });
}

function describeLasting(makeDatabase: DatabaseMaker): void {
  test('has what was written after reopening, in its order', async () => {
    await using database = await makeDatabase([A, B, C]);
    await using store = await openStore(database);
    const changed = { ...COMPLETE_MOVIE, id: 'b' };
    const added = sampleMovie('d');
    await store.put(changed);
    await store.change({ id: 'a', after: undefined }, { id: 'd', after: added });
    await store.change({ id: 'c', after: undefined }, { id: 'a', after: A });
    expect(await moviesAfterReopening(store, database)).toEqual([changed, added, A]);
  });

  test('has every field of a movie after reopening, as it was loaded, created and changed', async () => {
    await using database = await makeDatabase([COMPLETE_MOVIE]);
    await using store = await openStore(database);
    expect(store.loaded).toEqual([COMPLETE_MOVIE]);
    const variations = variationsOfCompleteMovie();
    await store.put(...variations.map(({ id }) => ({ ...COMPLETE_MOVIE, id })));
    await store.put(...variations);
    // All but the first, which stays, and the one that has only its id to itself.
    expect(store.commits.events.at(-1)?.changes).toHaveLength(variations.length - 2);
    const digest = store.digest;
    await store.close();
    await using reopened = await openStore(database);
    expect(reopened.loaded).toEqual(variations);
    expect(reopened.digest).toBe(digest);
    // All movies have one shape in memory.
    for (const movie of reopened.loaded) expect(Object.keys(movie)).toEqual(MOVIE_FIELDS);
  });

  test('has a movie after reopening whose fields were emptied, or that was deleted and created again', async () => {
    await using database = await makeDatabase([A, B]);
    await using store = await openStore(database);
    await store.put({ ...A, director: '', genres: [], rating: 0 });
    await store.change({ id: 'a', after: undefined }, { id: 'a', after: A });
    await store.put({ ...B, releaseYear: 0 });
    expect(await moviesAfterReopening(store, database)).toEqual([{ ...B, releaseYear: 0 }, A]);
  });
}
