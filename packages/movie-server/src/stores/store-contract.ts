import { afterEach, describe, expect, test } from '@jest/globals';
import type { Movie } from '../catalog/movie.js';
import { ConflictError, type MovieChange, type Store } from './store.js';
import { closeStores, loadStore } from './testing/opened-stores.js';
import { sampleMovie } from './testing/sample-movie.js';

/** Makes a database with these movies, and gives what opens a store on it, as often as it is called. */
export type DatabaseMaker = (movies: readonly Movie[]) => Promise<() => Store>;

const A = sampleMovie('a', { rating: 7.4, director: 'Peter Sohn', genres: ['Drama', 'Comedy'] });
const B = sampleMovie('b', { title: 'Ünïcode “quotes” \\ and 🎬', releaseYear: 2015 });
const C = sampleMovie('c', { rating: 0 });

const create = (movie: Movie): MovieChange => ({ id: movie.id, before: undefined, after: movie });
const remove = (movie: Movie): MovieChange => ({ id: movie.id, before: movie, after: undefined });
const update = (before: Movie, fields: Partial<Movie>): MovieChange => ({
  id: before.id,
  before,
  after: { ...before, ...fields },
});

/** Registers the tests that every store must pass. */
export function describeStoreContract(name: string, makeDatabase: DatabaseMaker): void {
  describe(`${name} is a store`, () => {
    afterEach(closeStores);

    test('load gives the movies in order, with every field', async () => {
      const open = await makeDatabase([B, A, C]);
      expect((await loadStore(open())).snapshot.movies).toEqual([B, A, C]);
    });

    test('an empty database takes its first movie', async () => {
      const open = await makeDatabase([]);
      const { store, snapshot } = await loadStore(open());
      expect(snapshot.movies).toEqual([]);
      await store.commit([create(A)]);
      expect(await moviesAfterReopening(store, open)).toEqual([A]);
    });

    describeCommits(makeDatabase);
    describeConflicts(makeDatabase);
    describeLasting(makeDatabase);
  });
}

function describeCommits(makeDatabase: DatabaseMaker): void {
  test('a commit is handed on before it resolves, once, with the next revision', async () => {
    const { store, snapshot, commits } = await loadStore((await makeDatabase([A]))());
    const changes = [[create(B)], [update(A, { rating: 1 }), create(C)], [remove(B)]];
    for (const [index, change] of changes.entries()) {
      await store.commit(change);
      expect(commits.events).toHaveLength(index + 1);
      expect(commits.events[index]).toEqual({ revision: snapshot.revision + index + 1, changes: change });
    }
  });

  test('commits made at the same time all become durable, each with its own revision', async () => {
    const open = await makeDatabase([A]);
    const { store, snapshot, commits } = await loadStore(open());
    const movies = Array.from({ length: 50 }, (_, index) => sampleMovie(`new-${index}`));
    await Promise.all(movies.map((movie) => store.commit([create(movie)])));
    expect(commits.events.map(({ revision }) => revision)).toEqual(movies.map((_, i) => snapshot.revision + 1 + i));
    expect(commits.events.map(({ changes }) => changes[0]?.after)).toEqual(movies);
    expect(await moviesAfterReopening(store, open)).toEqual([A, ...movies]);
  });

  test('a commit after close is refused', async () => {
    const { store } = await loadStore((await makeDatabase([A]))());
    await store.close();
    await expect(store.commit([create(B)])).rejects.toMatchObject({ name: 'StoreError' });
  });

  test('close waits for the commits under way, and may be called again', async () => {
    const open = await makeDatabase([A]);
    const { store } = await loadStore(open());
    const commits = [store.commit([create(B)]), store.commit([create(C)])];
    await store.close();
    await store.close();
    await Promise.all(commits);
    expect(await moviesAfterReopening(store, open)).toEqual([A, B, C]);
  });
}

function describeConflicts(makeDatabase: DatabaseMaker): void {
  const conflicting: [string, MovieChange][] = [
    ['creates a movie that exists', create({ ...A, title: 'Another' })],
    ['updates a movie that has changed', update({ ...A, rating: 1 }, { rating: 2 })],
    ['updates a movie whose genres have changed', update({ ...A, genres: ['Comedy', 'Drama'] }, { rating: 2 })],
    ['updates a movie that is missing', update(C, { rating: 2 })],
    ['deletes a movie that is missing', remove(C)],
    ['deletes a movie that has changed', remove({ ...A, releaseYear: 1999 })],
  ];
  test.each(conflicting)('a commit that %s is refused as a whole', async (_, change) => {
    const open = await makeDatabase([A, B]);
    const { store, commits } = await loadStore(open());
    const error = await store.commit([update(B, { rating: 9 }), change]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({ id: change.id });
    expect(commits.events).toEqual([]);
    expect(await moviesAfterReopening(store, open)).toEqual([A, B]);
  });

  test('of two commits on one movie the first wins, and those on others go through', async () => {
    const { store, snapshot, commits } = await loadStore((await makeDatabase([A]))());
    const outcomes = await Promise.allSettled([
      store.commit([update(A, { rating: 1 })]),
      store.commit([update(A, { rating: 2 })]),
      store.commit([create(B)]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(commits.events.map(({ revision }) => revision - snapshot.revision)).toEqual([1, 2]);
  });

  test('a commit may build on the one before it while both wait', async () => {
    const open = await makeDatabase([A, B]);
    const { store } = await loadStore(open());
    const renamed = { ...A, title: 'Renamed' };
    await Promise.all([store.commit([update(A, { title: 'Renamed' })]), store.commit([remove(renamed), create(C)])]);
    expect(await moviesAfterReopening(store, open)).toEqual([B, C]);
  });
}

function describeLasting(makeDatabase: DatabaseMaker): void {
  test('what was committed is there after reopening, in its order', async () => {
    const open = await makeDatabase([A, B, C]);
    const { store } = await loadStore(open());
    await store.commit([update(B, { title: 'New', rating: 7.25, director: 'D', releaseYear: 1999, genres: ['War'] })]);
    await store.commit([remove(A), create(sampleMovie('d'))]);
    await store.commit([remove(C), create(A)]);
    const changed = { id: 'b', title: 'New', rating: 7.25, director: 'D', releaseYear: 1999, genres: ['War'] };
    expect(await moviesAfterReopening(store, open)).toEqual([changed, sampleMovie('d'), A]);
  });

  test('a movie that loses what was known of it, or is deleted and made anew, is so after reopening', async () => {
    const open = await makeDatabase([A, B]);
    const { store } = await loadStore(open());
    await store.commit([update(A, { director: '', genres: [], rating: 0 })]);
    const bare = { ...A, director: '', genres: [], rating: 0 };
    await store.commit([remove(bare), create(A)]);
    await store.commit([update(B, { releaseYear: 0 })]);
    expect(await moviesAfterReopening(store, open)).toEqual([{ ...B, releaseYear: 0 }, A]);
  });
}

async function moviesAfterReopening(store: Store, open: () => Store): Promise<readonly Movie[]> {
  await store.close();
  return (await loadStore(open())).snapshot.movies;
}
