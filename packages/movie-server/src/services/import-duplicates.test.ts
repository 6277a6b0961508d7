import { describe, expect, test } from '@jest/globals';
import { sampleMovie } from 'movie-catalog/testing';
import { v1 } from 'movie-proto';
import { importCount, importOf, importOptions, movieCalls, movieRecord } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';

const AMELIE = { title: 'Amélie', director: 'Jean-Pierre Jeunet', releaseYear: 2001 };
const UPSERT = { mode: v1.ImportMode.IMPORT_MODE_UPSERT };

async function start() {
  const movies = [sampleMovie('amelie', AMELIE), sampleMovie('other', { title: 'Other' })];
  const server = await startServer({ movies });
  return { ...server, movies: movieCalls(server.client) };
}

describe('an import says which new movies are like another one, and keeps them', () => {
  test('of the catalog', async () => {
    await using server = await start();
    const twin = { title: 'AMELIE', director: 'jean-pierre jeunet', releaseYear: 2001 };
    const near = [
      { ...AMELIE, releaseYear: 2002 },
      { ...AMELIE, director: '' },
      { ...AMELIE, title: 'Amélie 2' },
    ];
    expect(await server.movies.importAll(importOf([...near, twin]))).toMatchObject({
      createdCount: 4,
      duplicateCount: 1,
      duplicates: [{ position: 3, id: 'amelie', duplicatePosition: 0 }],
    });
    expect(server.catalog.size).toBe(6);
  });

  test('of the import', async () => {
    await using server = await start();
    const records = [{ title: 'New' }, { title: 'Else' }, { title: 'new' }, { title: 'NEW' }];
    expect(await server.movies.importAll(importOf(records))).toMatchObject({
      createdCount: 4,
      duplicateCount: 2,
      duplicates: [
        { position: 2, id: '', duplicatePosition: 0 },
        { position: 3, id: '', duplicatePosition: 0 },
      ],
    });
  });

  test('but not those that exist by their id, or that it skips', async () => {
    await using server = await start();
    const records = [
      { ...AMELIE, id: 'amelie', rating: 1 },
      { ...AMELIE, id: 'bad', rating: 11 },
    ];
    const options = { ...UPSERT, skipInvalid: true };
    expect(await server.movies.importAll(importOf(records, options))).toMatchObject({
      updatedCount: 1,
      skippedCount: 1,
      duplicateCount: 0,
      duplicates: [],
    });
  });

  test('as the catalog is after the import', async () => {
    await using server = await start();
    const requests = [
      importOptions(UPSERT),
      movieRecord({ id: 'new 1', ...AMELIE }),
      movieRecord({ id: 'new 2', title: 'Renamed', releaseYear: 2000 }),
      movieRecord({ id: 'amelie', title: 'Renamed to nothing like it' }, ['title']),
      movieRecord({ id: 'other', title: 'renamed' }, ['title']),
      importCount(4),
    ];
    expect(await server.movies.importAll(requests)).toMatchObject({
      duplicateCount: 1,
      duplicates: [{ position: 1, id: '', duplicatePosition: 3 }],
    });
  });

  test('if it only validates, too', async () => {
    await using server = await start();
    expect(await server.movies.importAll(importOf([AMELIE], { validateOnly: true }))).toMatchObject({
      duplicateCount: 1,
      duplicates: [{ position: 0, id: 'amelie' }],
    });
  });

  test('with the first 100 of them, and how many there are', async () => {
    await using server = await start();
    const records = Array.from({ length: 250 }, (_, index) => ({ title: `Title ${index % 125}` }));
    const { duplicateCount, duplicates } = await server.movies.importAll(importOf(records));
    expect(duplicateCount).toBe(125);
    expect(duplicates).toEqual(
      Array.from({ length: 100 }, (_, index) => ({ position: 125 + index, id: '', duplicatePosition: index })),
    );
  });
});
