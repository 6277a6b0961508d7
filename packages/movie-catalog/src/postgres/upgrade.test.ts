import { describe, expect, test } from '@jest/globals';
import { createDatabase, onPostgres } from 'test-kit';
import { MovieCatalog } from '../catalog.js';
import { EMPTY_MOVIE } from '../movie.js';
import { COMPLETE_MOVIE } from '../testing/complete-movie.js';
import { OpenedStore } from '../testing/opened-store.js';
import { readHead, runSql } from '../testing/run-sql.js';
import { databaseAddress } from './database-address.js';
import { openPostgres } from './postgres-store.js';
import { MIGRATIONS, setUpSchema } from './schema.js';
import { Session } from './session.js';

const EPOCH = 'f6e7b1f0-5f0e-4b8e-9f7e-0c6a3a1b2c3d';
const HEAT = {
  ...EMPTY_MOVIE,
  id: 'heat',
  title: 'Heat',
  rating: 8.2,
  director: 'Michael Mann',
  releaseYear: 1995,
  genres: ['Crime', 'Drama'],
};
const UP = { ...EMPTY_MOVIE, id: 'up', title: 'Up', rating: 0 };
const BETTER = { ...UP, rating: 8.3, releaseYear: 2009 };
// As the program without labels computed them.
const DIGESTS = ['0000000000000000', '001505e3f6d9aa20', '003440990d02c8db', '0029c32afcd3b6c2'];

/** A database as the program without labels left it after three commits, the first of which it keeps no longer. */
async function createOldDatabase(): Promise<string> {
  const url = await createDatabase();
  const session = await Session.connect(databaseAddress(url));
  await setUpSchema(session, MIGRATIONS.slice(0, 1));
  await session.query(`
    UPDATE movie_catalog.head SET epoch = '${EPOCH}', revision = 3, digest = '${DIGESTS[3]}', last_place = 2;
    INSERT INTO movie_catalog.movie VALUES
      ('heat', 1, 'Heat', 8.2, 'Michael Mann', 1995, '["Crime", "Drama"]'), ('up', 2, 'Up', 8.3, '', 2009, '[]');
    DELETE FROM movie_catalog.commit;
    INSERT INTO movie_catalog.commit
      SELECT number, gen_random_uuid(), (ARRAY['${DIGESTS.join("','")}'])[number + 1], number FROM generate_series(1, 3) number;
    INSERT INTO movie_catalog.change VALUES
      (2, 0, 'up', NULL, '{"id":"up","title":"Up","rating":0,"director":"","releaseYear":0,"genres":[]}'),
      (3, 0, 'up', '{"id":"up","title":"Up","rating":0,"director":"","releaseYear":0,"genres":[]}',
        '{"id":"up","title":"Up","rating":8.3,"director":"","releaseYear":2009,"genres":[]}')`);
  await session.close();
  return url;
}

onPostgres(describe)('a database of the program without labels and movies that are not rated', () => {
  test('is upgraded with its movies, its history and its digest, and goes on', async () => {
    const url = await createOldDatabase();
    await using store = await OpenedStore.open(openPostgres(url));
    expect(store.loaded).toEqual([HEAT, BETTER]);
    const [{ history } = { history: [] }] = store.snapshots;
    expect(history).toMatchObject([
      { revision: 2, changes: [{ id: 'up', before: undefined, after: UP }] },
      { revision: 3, changes: [{ id: 'up', before: UP, after: BETTER }] },
    ]);
    // Had the digests not been right, the server would have begun another epoch.
    expect(await readHead(url)).toEqual({ epoch: EPOCH, revision: 3, digest: DIGESTS[3] });
    expect(store.digest).toBe(DIGESTS[3]);
    await store.put({ ...UP, rating: undefined }, COMPLETE_MOVIE);
    await store.remove('heat');
    await using other = await OpenedStore.open(openPostgres(url));
    expect(other.loaded).toEqual([{ ...UP, rating: undefined }, COMPLETE_MOVIE]);
    expect(await readHead(url)).toEqual({ epoch: EPOCH, revision: 5, digest: other.digest });
  });

  test('lets servers and watchers resume where they were before', async () => {
    const url = await createOldDatabase();
    const catalog = await MovieCatalog.open(openPostgres(url));
    expect(catalog.position).toMatchObject({ epoch: EPOCH, revision: 3, digest: DIGESTS[3] });
    const changes = catalog.changes({ ...catalog.position, revision: 1, digest: DIGESTS[1] ?? '' });
    const next = async () => (await changes.next()).value;
    expect(await next()).toMatchObject({ position: { revision: 2 }, changes: [{ before: undefined, after: UP }] });
    expect(await next()).toMatchObject({ position: { revision: 3 }, changes: [{ before: UP, after: BETTER }] });
    await changes.return?.(undefined);
    await catalog.close();
  });
});

onPostgres(describe)('a movie in a database of PostgreSQL', () => {
  test('has its labels in one order, from its row and from the history, and the same ones are one object', async () => {
    const url = await createDatabase();
    await using writer = await OpenedStore.open(openPostgres(url));
    await using follower = await OpenedStore.open(openPostgres(url));
    const labels = { shelf: 'B 2', b: '1', B: '2', aa: '3' };
    await writer.put({ ...COMPLETE_MOVIE, labels }, { ...COMPLETE_MOVIE, id: 'b', labels });
    await follower.refresh();
    await using reader = await OpenedStore.open(openPostgres(url));
    for (const { movies } of [follower, reader]) {
      expect(Object.keys(movies.get('b')?.labels ?? {})).toEqual(['B', 'aa', 'b', 'shelf']);
    }
    expect(reader.movies.get('b')?.labels).toBe(reader.movies.get(COMPLETE_MOVIE.id)?.labels);
  });

  test('whose rating is -0 is rated 0, and has the same digest on every server', async () => {
    const url = await createDatabase();
    await using writer = await OpenedStore.open(openPostgres(url));
    await writer.put({ ...COMPLETE_MOVIE, rating: -0 });
    await using reader = await OpenedStore.open(openPostgres(url));
    expect(reader.loaded).toEqual([{ ...COMPLETE_MOVIE, rating: 0 }]);
    expect(reader.digest).toBe(writer.digest);
    await reader.put({ ...COMPLETE_MOVIE, rating: 0 });
    expect(reader.commits.events).toEqual([]);
  });

  test('is refused by its columns if a hand writes a rating past 10, or labels that are no object', async () => {
    const url = await createDatabase();
    await using store = await OpenedStore.open(openPostgres(url));
    await store.put(COMPLETE_MOVIE);
    const setTo = (assignment: string) => runSql(url, `UPDATE movie_catalog.movie SET ${assignment}`);
    await expect(setTo('rating = 11')).rejects.toThrow('movie_rating_check');
    await expect(setTo(`labels = '[]'`)).rejects.toThrow('movie_labels_check');
    await expect(setTo('labels = NULL')).rejects.toThrow('not-null');
  });
});
