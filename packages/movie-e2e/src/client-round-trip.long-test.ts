import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMovieClient, type NewMovie } from 'movie-client';
import { CatalogProcess } from './testing/catalog-process.js';
import { runMovie } from './testing/client-process.js';

const COUNT = 100_000;
const LONG = 'é"\',;🎬'.repeat(750);

/** Movies with everything that a format could lose; every thousandth title has 10 KB. */
function* movies(): Generator<Required<Omit<NewMovie, 'etag'>>> {
  for (let index = 0; index < COUNT; index += 1) {
    yield {
      id: `m${String(index).padStart(6, '0')}`,
      title: index % 1_000 === 0 ? LONG + index : `Title, "${index}" 'x' 🎬; = @ ${index % 7 ? '' : ' ends blank '}`,
      rating: index % 6 ? (index % 101) / 10 : undefined,
      director: index % 3 ? 'Dîr, "ector"' : '',
      releaseYear: index % 5 ? 1900 + (index % 120) : 0,
      genres: index % 4 ? ['Sci;Fi\\', ' Drama, "x" '].slice(0, index % 3) : [],
      labels: index % 3 ? { note: `a; "b" = c\n${index}`, 'shelf 2': ' B ', 棚: '"二"' } : {},
    };
  }
}

let source: CatalogProcess;
beforeAll(async () => {
  source = await CatalogProcess.start([]);
  using client = createMovieClient({ address: source.address });
  expect(await client.import(movies())).toMatchObject({ createdCount: COUNT });
}, 120_000);
afterAll(() => source[Symbol.asyncDispose]());

test.each(['json', 'ndjson', 'csv'])(
  '100,000 movies come through %s unchanged',
  async (format) => {
    const path = source.folder.file(`movies.${format}`);
    expect(await runMovie(['export', path], source)).toMatchObject({ code: 0 });
    await using target = await CatalogProcess.start([]);
    expect(await runMovie(['import', path], target)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/Imported: 100,000 new, 0 changed, 0 unchanged\.\n/),
    });
    using client = createMovieClient({ address: target.address });
    const expected = movies();
    for await (const { etag: _, ...movie } of client.list()) {
      // `expect` alone would take minutes for so many.
      const { value } = expected.next();
      if (JSON.stringify(movie) !== JSON.stringify(value)) expect(movie).toEqual(value);
    }
    expect(expected.next().done).toBe(true);
  },
  180_000,
);
