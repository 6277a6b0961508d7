import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import { CatalogProcess } from './testing/catalog-process.js';

let server: CatalogProcess;
beforeAll(async () => {
  server = await CatalogProcess.start([{ id: 'a', title: 'A', rating: 1, director: '' }]);
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
    stderr: 'Would import: 1 new, 0 changed, 0 unchanged.\n',
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
      'Fix the file, skip bad movies with --skip-invalid, or change those that exist with --upsert.\n',
  );
});

test('--skip-invalid skips whatever is bad, and says it the same way', async () => {
  const { code, stderr } = await importing('bad.csv', BAD, '--skip-invalid');
  expect([code, stderr]).toEqual([0, `${FILE_PROBLEMS}Would import: 2 new, 0 changed, 0 unchanged, 305 skipped.\n`]);
});

test("another record's line is named, not its index", async () => {
  const { stderr } = await importing(
    'twice.json',
    '[\n\n{"id":"b","title":"B"},\n{"id":"b","title":"C"},\n{"id":"a","title":"T"}]',
  );
  expect(stderr).toMatch(
    /:\n {2}line 4: id is that of line 3 as well\n {2}line 5: id is taken: "a"\n2 of 3 records can't/,
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
      'Fix the file, skip bad movies with --skip-invalid, or change those that exist with --upsert. ' +
      'Name fields with --map "THEIRS=title", where nothing after = leaves one out, or leave out unknown ones with --ignore-unknown.\n',
  );
});

test('a year that can hardly be is imported with a warning', async () => {
  const years = [2039, 2010, 2040].map((year) => `T,${year}\n`).join('');
  expect(await importing('years.csv', `title,year\n${years}`)).toMatchObject({
    code: 0,
    stderr:
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
  expect(refused.stderr).toMatch(/not UTF-8: see line 2, column 6\..* --encoding windows-1252 .*\n$/);
  expect(await runInProcess(['import', path, '--encoding', 'windows-1252'], server)).toMatchObject({ code: 0 });
  expect((await runInProcess(['list', '--title', 'Am'], server)).stdout).toMatch(/^w1\tAmélie’s\t/);
});
