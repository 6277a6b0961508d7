import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import { CatalogServer } from './testing/catalog-server.js';
import { madeRows, type Row, spreadsheetOf } from './testing/made-spreadsheet.js';

const MAP = ['Film=title', 'Stars=rating', 'Seen=labels.seen', 'Note=labels.note'].flatMap((name) => ['--map', name]);
const ROWS = madeRows();

// Each test goes on from where the one before left the catalog, as a person does.
describe('a person who keeps 1,200 movies', () => {
  let server: CatalogServer;
  beforeAll(async () => {
    server = await CatalogServer.start([]);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** What a command prints, which must succeed. */
  async function movie(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await runInProcess(args, server);
    expect({ args, code, stderr }).toEqual({ args, code: 0, stderr });
    return stdout + stderr;
  }
  const countOf = async (...filter: string[]) => Number(await movie('list', '--count', ...filter));
  const database = () => readFileSync(server.folder.file('movies.json'), 'utf8');

  test('learns all mistakes of a spreadsheet at once, by kind and line', async () => {
    const wrong = ROWS.map((row, index) => {
      if (index % 100 === 7) return { ...row, rating: 83 };
      if (index % 400 === 11) return { ...row, title: '' };
      return row;
    });
    const path = server.folder.write('wrong.csv', spreadsheetOf(wrong));
    const { code, stdout, stderr } = await runInProcess(['import', path, ...MAP], server);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toMatch(/rating must be from 0 to 10: 12 records, lines \d+ \(83\), \d+/);
    expect(stderr).toMatch(/title is required: 3 records/);
    expect(stderr).toContain('15 of 1,200 records');
  });

  test('brings all of it in, takes it back byte for byte, and brings it in again', async () => {
    const before = database();
    const path = server.folder.write('films.csv', spreadsheetOf(ROWS));
    const imported = await movie('import', path, ...MAP);
    expect(imported).toContain('Imported: 1,200 new');
    const [, revision = ''] = /movie undo (\S+)/.exec(imported) ?? [];
    expect(await movie('undo', revision)).toContain('1,200 movies deleted');
    expect(database()).toBe(before);
    expect(await movie('import', path, ...MAP)).toContain('Imported: 1,200 new');
  });

  test('is told before the same spreadsheet doubles the catalog', async () => {
    expect(await movie('import', server.folder.file('films.csv'), ...MAP, '--dry-run')).toMatch(/1,200 .*like another/);
  });

  test.each<[string[], (row: Row) => boolean]>([
    [['--unrated'], ({ rating }) => rating === undefined],
    [['--min-rating', '8', '--max-rating', '9'], ({ rating = -1 }) => rating >= 8 && rating <= 9],
    [
      ['--genre', 'fiction', '--genre', 'drama'],
      ({ genres }) => has(genres, 'Drama') && has(genres, 'Science-Fiction'),
    ],
    [
      ['--any-genre', 'fiction', '--any-genre', 'drama'],
      ({ genres }) => has(genres, 'Drama') || has(genres, 'Science-Fiction'),
    ],
    [['--director', 'spielberg'], ({ director }) => director.includes('Spielberg')],
    [['--year', '1999'], ({ year }) => year === 1999],
    [['--label', 'seen'], ({ seen }) => seen !== ''],
    [['--label', 'seen=2012-05-13'], ({ seen }) => seen === '2012-05-13'],
    [['--text', 'with "friends"'], ({ note }) => note !== ''],
  ])('counts with %j what the spreadsheet has', async (filter, matches) => {
    expect(await countOf(...filter)).toBe(ROWS.filter(matches).length);
  });

  test.each([
    ['spiderman', 'Spider-Man'],
    ['walle', 'WALL·E'],
    ['千尋', '千と千尋の神隠し'],
    ['z', 'Z'],
    ['matirx', 'The Matrix'],
  ])('finds by %s the movie %s first', async (words, title) => {
    expect((await movie('search', words, '--limit', '1')).split('\t')[1]).toBe(title);
  });

  test('sees unrated movies last, whichever way they are sorted', async () => {
    const ratings = async (...order: string[]) =>
      (await movie('list', '--order', 'rating', ...order)).split('\n').map((line) => line.split('\t')[2] ?? '');
    for (const order of [[], ['--descending']]) {
      const all = await ratings(...order);
      expect([all[0], all.at(-2)]).toEqual([order.length > 0 ? '10' : '0', '']);
    }
  });

  test('changes many at once only if they are as many as expected', async () => {
    const westerns = ROWS.filter(({ genres }) => has(genres, 'Western')).length;
    const update = ['update', '--where-genre', 'western', '--label', 'shelf=W'];
    expect(await movie(...update)).toContain('Nothing was changed.');
    const wrong = await runInProcess([...update, '--expect', String(westerns + 1)], server);
    expect(wrong).toMatchObject({ code: 4, stderr: expect.stringContaining(String(westerns)) });
    expect(await countOf('--label', 'shelf')).toBe(0);
    await movie(...update, '--expect', String(westerns));
    expect(await countOf('--label', 'shelf=w')).toBe(westerns);
  });

  test.each(['json', 'ndjson', 'csv'])('takes all of it to another catalog as %s and back', async (format) => {
    const [there, back] = [server.folder.file(`all.${format}`), server.folder.file(`back.${format}`)];
    await movie('export', there);
    await using other = await CatalogServer.start([]);
    const type = async (...args: string[]) => {
      expect(await runInProcess(args, other)).toMatchObject({ code: 0 });
    };
    await type('import', there);
    await type('export', back);
    expect(readFileSync(back, 'utf8')).toBe(readFileSync(there, 'utf8'));
  });

  test('deletes almost all of it by one command, and puts it back', async () => {
    const old = ROWS.filter(({ year }) => year !== undefined).length;
    expect(await movie('delete', '--where-min-year', '1', '--expect', String(old))).toContain('Undo it with');
    expect(await countOf()).toBe(1_200 - old);
    await movie('undo');
    expect(await countOf()).toBe(1_200);
  });
});

function has(genres: readonly string[], genre: string): boolean {
  return genres.includes(genre);
}
