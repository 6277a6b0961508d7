import { describe, expect, test } from '@jest/globals';
import { MovieCatalog } from '../catalog.js';
import type { Movie } from '../movie.js';
import type { CommitId } from '../store.js';
import { JsonDatabase, textOf } from '../testing/json-database.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { undoCommit } from '../testing/undo-commit.js';
import { openJsonFile } from './json-file.js';

const A = '{"id": "a", "title": "Ä", "rating": 7.40, "seen": [1e2, {"]": "}"}]}';
const B = '{ "title" : "B" , "id":"\\u0062" }';
/** A new file as the documentation has it, and files as people and programs lay them out. */
const LAYOUTS = {
  'an empty list': '{"movies": []}',
  'a pretty text': `${JSON.stringify({ note: 1, movies: [JSON.parse(A), JSON.parse(B)], end: [] }, null, 2)}\n`,
  'a compact text': `{"movies":[${A},${B}],"end":1.0}`,
  'a text with CRLF and tabs': `\ufeff{\r\n\t"movies" : [\r\n\t\t${A} ,\r\n\t\t${B}\r\n\t]\r\n}\r\n`,
  'a movie a line': `{"movies": [\n${A},\n${B}\n]}`,
};

const IMPORTED = Array.from({ length: 1_000 }, (_, index) =>
  sampleMovie(`import-${index}`, {
    title: `Film "${index}" 千`,
    genres: ['Drama', 'War'],
    labels: { shelf: `${index}` },
  }),
);

async function put(catalog: MovieCatalog, ...movies: Movie[]): Promise<CommitId | undefined> {
  const changes = movies.map((after) => ({ id: after.id, after }));
  return (await catalog.write(() => ({ changes, result: undefined }))).commit;
}

async function remove(catalog: MovieCatalog, ...ids: string[]): Promise<CommitId | undefined> {
  const changes = ids.map((id) => ({ id, after: undefined }));
  return (await catalog.write(() => ({ changes, result: undefined }))).commit;
}

describe('an import of 1,000 movies that is undone', () => {
  test.each(Object.entries(LAYOUTS))('leaves %s byte for byte as it was', async (_, text) => {
    using database = new JsonDatabase(text);
    const catalog = await MovieCatalog.open(openJsonFile(database.path));
    const commit = await put(catalog, ...IMPORTED);
    const imported = database.text;
    expect(imported.split('"import-').length).toBe(1_001);
    const undone = await undoCommit(catalog, commit);
    expect(undone.result.conflicts).toEqual([]);
    expect(database.text).toBe(text);
    // Done again, it is the same once more.
    await undoCommit(catalog, undone.commit);
    expect(database.text).toBe(imported);
    await catalog.close();
  });

  test('leaves what somebody changed in a movie of it, in the file as well', async () => {
    using database = new JsonDatabase(LAYOUTS['a movie a line']);
    const catalog = await MovieCatalog.open(openJsonFile(database.path));
    const commit = await put(catalog, ...IMPORTED);
    database.text = database.text.replace('Film \\"7\\"', 'By hand');
    expect((await undoCommit(catalog, commit)).result.conflicts).toEqual(['import-7']);
    expect([...catalog.walk()].map(({ id, title }) => [id, title])).toEqual([
      ['a', 'Ä'],
      ['b', 'B'],
      ['import-7', 'By hand 千'],
    ]);
    expect(database.text).toContain('By hand');
    expect(database.text.split('"import-').length).toBe(2);
    await catalog.close();
  });
});

test('movies whose deletion is undone are the last in the file, with all that the catalog knows of them', async () => {
  const before = ['a', 'b', 'c'].map((id) => sampleMovie(id, { genres: ['War'], labels: { note: `${id}!` } }));
  using database = new JsonDatabase(before);
  const catalog = await MovieCatalog.open(openJsonFile(database.path));
  const commit = await remove(catalog, 'b', 'a');
  expect(database.text).toBe(textOf(before.slice(2)));
  await undoCommit(catalog, commit);
  expect([...catalog.walk()].map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  await catalog.close();
  const movies = await database.moviesAfterReopening();
  expect(movies.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  expect(movies.toSorted((first, second) => (first.id < second.id ? -1 : 1))).toEqual(before);
});

test('an edit by hand is a commit with the time when it was loaded, and can be undone', async () => {
  using database = new JsonDatabase(LAYOUTS['a compact text']);
  await using store = await database.open();
  const begun = Date.now();
  database.text = LAYOUTS['a compact text'].replace('7.40', '7.41');
  await store.refresh();
  const [commit] = store.commits.events;
  expect(commit?.time).toBeGreaterThanOrEqual(begun);
  expect(commit?.time).toBeLessThanOrEqual(Date.now());
  await store.close();
  const catalog = await MovieCatalog.open(openJsonFile(database.path));
  database.text = LAYOUTS['a compact text'];
  await catalog.write(() => ({ changes: [], result: undefined }));
  await undoCommit(catalog, catalog.position);
  expect(catalog.get('a')?.rating).toBe(7.41);
  await catalog.close();
});
