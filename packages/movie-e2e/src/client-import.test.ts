import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import { CatalogServer } from './testing/catalog-server.js';

let server: CatalogServer;
beforeAll(async () => {
  server = await CatalogServer.start([{ id: 'a', title: 'A', rating: 1, director: '' }]);
});
afterAll(() => server[Symbol.asyncDispose]());

function importing(name: string, content: string, ...options: string[]) {
  return runInProcess(['import', server.folder.write(name, content), '--dry-run', ...options], server);
}

const THEIRS = 'Film Name;Stars;Year;Notes\r\nUp;8,3;2009;seen\r\n;;;\r\n';

test("a spreadsheet's columns get their names from --map, and --ignore-unknown leaves out the others", async () => {
  const refused = await importing('theirs.csv', THEIRS);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(
    /^movie: The file has the columns "Film Name", "Stars" and "Notes", .*--map .*--ignore-unknown\.\n$/,
  );

  const path = server.folder.write('theirs.csv', THEIRS);
  const names = ['--map', 'film name=title', '--map', 'Stars=Rating'];
  const args = ['import', path, '--json', ...names];
  expect(await runInProcess([...args, '--ignore-unknown'], server)).toMatchObject({ code: 0, stderr: '' });
  const { stdout } = await runInProcess(['list', '--title', 'Up'], server);
  expect(stdout).toMatch(/\tUp\t8\.3\t\t2009\t\t\n$/);
  expect(await runInProcess([...args, '--map', 'Notes=', '--dry-run'], server)).toMatchObject({ code: 0, stderr: '' });
});

test.each([
  ['Notes=note', /The fields are id, title, rating, director, releaseYear, genres/],
  ['title', /must be like "Their column=title"/],
])('--map %s is refused', async (map, message) => {
  const { code, stderr } = await importing('theirs.csv', THEIRS, '--map', map);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test('JSON takes the names of --map, too', async () => {
  const text = '{"Name":"Up","when":2009}\n';
  const options = ['--map', 'name=title', '--ignore-unknown'];
  expect(await importing('theirs.ndjson', text, ...options)).toMatchObject({
    code: 0,
    stderr: '  new: Up\nWould import: 1 new, 0 changed, 0 unchanged.\n',
  });
});

/** Records of each kind of problem: the file's, and the server's behind them. */
const BAD = [
  'id,title,rating',
  'good,Good,1',
  ...Array.from({ length: 150 }, (_, index) => `n${index},N,${index % 2 ? 'many' : 'few'}`),
  'x,"X"y,1',
  ...Array.from({ length: 150 }, (_, index) => `h${index},H,11`),
  'good,Again,1',
  'a,Taken,1',
  `large,${'x'.repeat(2 ** 20)},1`,
  `big,${'x'.repeat(20_000)},1`,
  'last,Last,2',
].join('\n');

const FILE_PROBLEMS =
  '  rating must be a number: 150 records, lines 3 ("few"), 4 ("many"), 5 ("few") …\n' +
  '  line 153 has text after a closing quotation mark\n' +
  '  rating must be from 0 to 10: 100 records, lines 154 (11), 155 (11), 156 (11) …\n' +
  '  line 306 has more than 1,048,576 characters, so it is not one movie; perhaps a closing quotation mark is missing\n' +
  '  and 53 more bad records\n';

test('all that is wrong in a file is said in one round, by kind and line, with totals', async () => {
  const { code, stderr } = await importing('bad.csv', BAD);
  expect(code).toBe(4);
  expect(stderr).toBe(
    `movie: Nothing was imported:\n${FILE_PROBLEMS}305 of 307 records can't be imported. ` +
      'Fix the file, or skip bad movies with --skip-invalid.\n',
  );
});

test('--skip-invalid skips whatever is bad, and says it the same way', async () => {
  const { code, stderr } = await importing('bad.csv', BAD, '--skip-invalid');
  expect([code, stderr]).toEqual([
    0,
    `  new: Good  1\n  new: Last  2\n${FILE_PROBLEMS}Would import: 2 new, 0 changed, 0 unchanged, 305 skipped.\n`,
  ]);
});

test("another record's line is named, not its index", async () => {
  const { stderr } = await importing(
    'twice.json',
    '[\n\n{"id":"b","title":"B"},\n{"id":"b","title":"C"},\n{"id":"a","title":"T"}]',
  );
  expect(stderr).toMatch(
    /:\n {2}line 4: id is that of line 3 as well\n {2}line 5: id is taken: "a"\n2 of 3 records can't .* or change those that exist with --upsert\./,
  );
});

test('standard input, which is read once, has the problems that were found first', async () => {
  const args = ['import', '-', '--format', 'ndjson'];
  const { code, stderr } = await runInProcess(args, {
    address: server.address,
    input: '{"title":""}\n{"Title":1}\n{"Title":1,"rating":"2"}',
  });
  expect(code).toBe(4);
  expect(stderr).toBe(
    'movie: Nothing was imported:\n' +
      '  has "Title", which is not a field of a movie: 2 records, lines 2, 3; the fields are id, title, rating, director, releaseYear, genres, labels, etag\n' +
      '  line 3 has the rating "2", which must be a number\n' +
      "At least 2 records can't be imported. " +
      'Fix the file, or skip bad movies with --skip-invalid. ' +
      'Name fields with --map "THEIRS=title", where nothing after = leaves one out, or leave out unknown ones with --ignore-unknown.\n',
  );
});

test('a year that can hardly be is imported with a warning', async () => {
  const years = [2039, 2010, 2040].map((year) => `T,${year}\n`).join('');
  expect(await importing('years.csv', `title,year\n${years}`)).toMatchObject({
    code: 0,
    stderr:
      '  new: T  2039\n  new: T  2010\n  new: T  2040\n' +
      '  Warning: releaseYear is more than 10 years ahead: 2 records, lines 2 (2039), 4 (2040)\n' +
      'Would import: 3 new, 0 changed, 0 unchanged.\n',
  });
});

test.each([
  ['{"movies": [\n{},\n{}\n,,\n{},\n{}\n]}', 'The file is not valid JSON: see line 4, column 2.'],
  [Buffer.from('{"movies": [\n{"title":"Am\xe9lie"}]}', 'latin1'), 'The file is not UTF-8: see line 2, column 13.'],
])('what breaks a JSON file is said at its place: %j', async (content, message) => {
  const path = server.folder.file('broken.json');
  writeFileSync(path, content);
  const { code, stderr } = await runInProcess(['import', path], server);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});

test('a file in another encoding is refused, and read if its encoding is named', async () => {
  const path = server.folder.write('windows.csv', Buffer.from('id,title\nw1,Am\xe9lie\x92s\n', 'latin1'));
  const refused = await runInProcess(['import', path], server);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/not UTF-8: see line 2, column 6\..* --encoding windows-1252 \(.* gb18030 .*\n$/);
  expect(await runInProcess(['import', path, '--encoding', 'windows-1252'], server)).toMatchObject({ code: 0 });
  expect((await runInProcess(['list', '--title', 'Am'], server)).stdout).toMatch(/^w1\tAmélie’s\t/);
});

/** A catalog of its own, since these write. */
async function running(test: (catalog: CatalogServer) => Promise<void>): Promise<void> {
  await using catalog = await CatalogServer.start([
    { id: 'a', title: 'Alien', rating: 8, director: 'Ridley Scott', releaseYear: 1979 },
    { id: 'b', title: 'Brazil', rating: 7, director: 'Terry Gilliam' },
  ]);
  await test(catalog);
}

const UPSERT =
  'id,title,rating,year,director\na,Alien,9,1979,Ridley Scott\nb,Brazil,7,,Terry Gilliam\nn,Nope,,2022,\n,ALIEN,,1979,ridley scott\n,nope,,2022,\n';

test('a dry run says what is new, and what changes by fields, and keeps nothing', () =>
  running(async (catalog) => {
    const args = ['import', catalog.folder.write('upsert.csv', UPSERT), '--upsert', '--dry-run'];
    expect(await runInProcess(args, catalog)).toEqual({
      code: 0,
      stdout: '',
      stderr:
        '  changed: Alien (a): rating 8 → 9\n' +
        '  new: Nope  2022\n' +
        '  new: ALIEN  ridley scott  1979\n' +
        '  new: nope  2022\n' +
        '  Warning: 2 of the new movies are like another one by title, year and director: lines 5, 6; see `movie duplicates`\n' +
        'Would import: 3 new, 1 changed, 1 unchanged.\n',
    });
    const { stdout } = await runInProcess([...args, '--json'], catalog);
    expect(JSON.parse(stdout)).toMatchObject({
      created: 3,
      updated: 1,
      unchanged: 1,
      skipped: 0,
      alike: 2,
      changes: [{ before: { id: 'a', rating: 8 }, after: { id: 'a', rating: 9 } }, {}, {}, {}],
    });
    expect(await runInProcess(['list', '--count'], catalog)).toMatchObject({ stdout: '2\n' });
  }));

test('an import says how to undo it, and undone it leaves the file as it was, byte for byte', () =>
  running(async (catalog) => {
    const database = catalog.folder.file('movies.json');
    const before = readFileSync(database, 'utf8');
    const rows = Array.from({ length: 1_000 }, (_, index) => `m${index},Movie ${index},${index % 11}\n`).join('');
    const path = catalog.folder.write('many.csv', `id,title,rating\na,Alien!,9\n${rows}`);
    const { stderr } = await runInProcess(['import', path, '--upsert'], catalog);
    const [, revision = ''] =
      /^Imported: 1,000 new, 1 changed, 0 unchanged\.\nUndo it with: movie undo (\S+)\n$/.exec(stderr) ?? [];
    expect(readFileSync(database, 'utf8')).not.toBe(before);
    const undone = await runInProcess(['undo', revision], catalog);
    expect(undone.stderr).toMatch(/\n {2}and 981 more\nUndid .*: 1 movie changed back, 1,000 movies deleted\.\n/);
    expect(readFileSync(database, 'utf8')).toBe(before);
    const { stdout } = await runInProcess(['import', path, '--upsert', '--json'], catalog);
    expect(JSON.parse(stdout)).toMatchObject({ created: 1_000, updated: 1, revision: expect.stringMatching(/./) });
  }));

test('an import that changes nothing has nothing to undo', () =>
  running(async (catalog) => {
    const path = catalog.folder.write('same.csv', 'id,title\na,Alien\n');
    const { stderr } = await runInProcess(['import', path, '--upsert'], catalog);
    expect(stderr).toBe('Imported: 0 new, 0 changed, 1 unchanged.\n');
  }));
