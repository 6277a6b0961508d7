import { expect, test } from '@jest/globals';
import { COMPLETE_MOVIE, OTHER_MOVIE } from '../testing/complete-movie.js';
import { JsonDatabase, textOf } from '../testing/json-database.js';

const FEW = [COMPLETE_MOVIE, { ...COMPLETE_MOVIE, id: 'unrated', rating: undefined }, OTHER_MOVIE];
const MANY = Array.from({ length: 1_000 }, (_, index) => ({
  ...(FEW[index % 3] ?? COMPLETE_MOVIE),
  id: `new ${index}`,
}));
const LAYOUTS: [string, string][] = [
  ['pretty', `${textOf(FEW)}\n`],
  ['compact', JSON.stringify({ movies: FEW })],
  ['of CRLF and tabs', JSON.stringify({ a: [], movies: FEW, z: 1.0 }, null, '\t').replaceAll('\n', '\r\n')],
  ['of one movie a line', `{"movies": [\n${FEW.map((movie) => JSON.stringify(movie)).join(',\n')}\n]}\n`],
  ['odd', `\ufeff{"movies" : [ {"id":"a" , "title":"A","rating":7.40, "x":1e2}\n, {"title":"B","id":"b"}] , "z":[ ]}`],
  ['without movies', '{"movies": []}'],
  ['without movies, pretty', '{\n  "movies": []\n}\n'],
];

test.each(LAYOUTS)(
  'a file that is %s is as it was, byte for byte, after an import and the deletion of it',
  async (_, text) => {
    using database = new JsonDatabase(text);
    const before = await database.moviesAfterReopening();
    {
      await using store = await database.open();
      await store.put(...MANY);
    }
    expect(await database.moviesAfterReopening()).toEqual([...before, ...MANY]);
    await using store = await database.open();
    // In no order of the file.
    await store.remove(...MANY.map(({ id }) => id).sort());
    expect(database.text).toBe(text);
  },
);

test.each(LAYOUTS)(
  'a file that is %s is as it was after many writes and those that undo them, the last first',
  async (_, text) => {
    using database = new JsonDatabase(text);
    await using store = await database.open();
    const changed = store.loaded.map((movie) => ({
      ...movie,
      genres: ['War', ...movie.genres],
      labels: { ...movie.labels, seen: '' },
    }));
    await store.put(...changed, ...MANY.slice(0, 10));
    await store.put(...MANY.slice(5, 20).map((movie) => ({ ...movie, rating: undefined })));
    for (const { changes } of store.commits.events.toReversed()) {
      await store.change(...changes.toReversed().map(({ id, before }) => ({ id, after: before })));
    }
    expect(database.text).toBe(text);
  },
);
