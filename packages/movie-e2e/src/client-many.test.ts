import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import type { Ending } from 'test-kit';
import { CatalogServer } from './testing/catalog-server.js';
import { runClient } from './testing/client-process.js';

const MOVIES = [
  { id: 'a', title: 'Alone', rating: 2, director: 'Uwe B.', releaseYear: 2005, genres: ['Horror'] },
  { id: 'b', title: 'Blood', rating: 3, director: 'Uwe B.', genres: ['Horror'], labels: { shelf: 'B' } },
  { id: 'c', title: 'Coco', rating: 8.4, director: 'Lee', genres: ['Animation'] },
];

let server: CatalogServer;
beforeEach(async () => {
  server = await CatalogServer.start(MOVIES);
});
afterEach(() => server[Symbol.asyncDispose]());

function movie(...args: string[]): Promise<Ending> {
  return runInProcess(args, server);
}

async function listed(): Promise<unknown[]> {
  const { stdout } = await movie('list', '--json');
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ ...JSON.parse(line), etag: undefined }));
}

/** What a command says, with the revision of its write, which is never the same, as `REVISION`. */
function said({ stdout, stderr }: Ending): string {
  return stdout + stderr.replace(/\b\d+-[0-9a-f]{8}\b/g, 'REVISION');
}

test('an update by conditions shows what it would change, and changes so many as are expected or none', async () => {
  const update = ['update', '--where-genre', 'horror', '--rating', '3', '--label', 'seen=yes', '--no-year'];
  expect(said(await movie(...update))).toBe(
    '  changed: Alone (a): rating 2 → 3, year 2005 → unknown, +seen=yes\n' +
      '  changed: Blood (b): +seen=yes\n' +
      'Would change 2 movies. Nothing was changed. Add --expect 2 to do it.\n',
  );
  expect(await movie(...update, '--expect', '3')).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/^movie: .*2 movies, and 3 were expected.* Leave out --expect to see/),
  });
  expect(await listed()).toEqual(MOVIES);
  expect(said(await movie(...update, '--expect', '2'))).toBe('Changed 2 movies.\nUndo it with: movie undo REVISION\n');
  expect(await listed()).toMatchObject([
    { id: 'a', rating: 3, labels: { seen: 'yes' } },
    { id: 'b', rating: 3, labels: { shelf: 'B', seen: 'yes' } },
    MOVIES[2] ?? {},
  ]);
  expect(said(await movie(...update, '--expect', '2'))).toBe('Changed 0 movies; 2 movies already so.\n');
});

test('a delete by conditions shows what it would delete, and deletes so many as are expected or none', async () => {
  expect(said(await movie('delete', '--where-director', 'uwe'))).toBe(
    '  deleted: Alone (a)\n  deleted: Blood (b)\nWould delete 2 movies. Nothing was changed. Add --expect 2 to do it.\n',
  );
  expect(await movie('delete', '--where-director', 'uwe', '--expect', '1')).toMatchObject({ code: 4, stdout: '' });
  expect(await listed()).toEqual(MOVIES);
  const { stdout } = await movie('delete', '--where-director', 'uwe', '--expect', '2', '--json');
  expect(JSON.parse(stdout)).toEqual({ deleted: 2, revision: expect.stringMatching(/./) });
  expect(await listed()).toEqual([MOVIES[2]]);
});

test('a preview is one object with --json, and says what is near if nothing matches', async () => {
  const { stdout } = await movie('update', '--where-label', 'shelf', '--no-label', 'shelf', '--json');
  expect(JSON.parse(stdout)).toEqual({
    updated: 1,
    unchanged: 0,
    changes: [{ before: expect.objectContaining(MOVIES[1] ?? {}), after: expect.objectContaining({ id: 'b' }) }],
  });
  expect(said(await movie('delete', '--where-genre', 'Horor'))).toBe(
    'No movie found. No genre contains "Horor"; near is Horror (2).\n',
  );
});

test('a preview of many movies shows the first 20', async () => {
  const many = Array.from({ length: 130 }, (_, index) => ({ id: `m${index}`, title: 'M', director: '' }));
  await using large = await CatalogServer.start(many);
  const { stderr } = await runInProcess(['delete', '--where-title', 'm'], large);
  const lines = stderr.trim().split('\n');
  expect(lines.slice(20)).toEqual([
    '  and 110 more',
    'Would delete 130 movies. Nothing was changed. Add --expect 130 to do it.',
  ]);
});

test('movies are deleted by their ids, all or none, also by those of standard input', async () => {
  expect(await movie('delete', 'a', 'nope', 'b')).toMatchObject({ code: 3, stdout: '' });
  expect(await listed()).toEqual(MOVIES);
  const { stdout: ids } = await movie('list', '--ids', '--genre', 'horror');
  const deleted = await runInProcess(['delete', 'a', '-'], { address: server.address, input: `${ids}\r\n` });
  expect([deleted.code, said(deleted)]).toEqual([0, 'a\nb\nUndo it with: movie undo REVISION\n']);
  expect(await listed()).toEqual([MOVIES[2]]);
  const { stdout } = await movie('delete', 'a', 'b', 'c', '--allow-missing', '--json');
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const revision: unknown = expect.stringMatching(/./);
  expect(lines).toEqual(['a', 'b', 'c'].map((id) => ({ id, revision })));
  expect(await listed()).toEqual([]);
  expect(said(await movie('delete', 'a', 'b', '--allow-missing'))).toBe('a\nb\n');
  expect(said(await runInProcess(['delete', '-'], server))).toBe('No id was given, and nothing was deleted.\n');
});

test.each([
  [['update', 'a', '--where-genre', 'x', '--rating', '1'], /An id is one movie/],
  [['update', 'a', '--expect', '1', '--rating', '1'], /An id is one movie/],
  [['update', '--rating', '1'], /by its id, or movies by --where options/],
  [['update', '--where-genre', 'x'], /Nothing to change/],
  [['update', '--where-genre', 'x', '--title', 'T'], /title belongs to one movie/],
  [['update', '--where-genre', 'x', '--rating', '1', '--create'], /--etag and --create go with an id/],
  [['update', '--where-genre', 'x', '--rating', '1', '--expect', '-1'], /'-1' is invalid.*0 or above/],
  [['update', '--where-year', '1', '--where-min-year', '1', '--rating', '1'], /'--where-year <YEAR>' cannot be used/],
  [['delete'], /by their ids, or by --where options/],
  [['delete', 'a', '--where-genre', 'x'], /ids or --where options, not both/],
  [['delete', '--where-genre', 'x', '--allow-missing'], /go with ids/],
  [['delete', 'a', 'b', '--etag', 'x'], /An etag belongs to one movie/],
])('%j is wrong usage', async (args, message) => {
  const { code, stderr } = await movie(...args);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  expect(await listed()).toEqual(MOVIES);
});

test('undo puts back the newest write, or the one that is named, and can itself be undone', async () => {
  expect(await movie('undo')).toMatchObject({ code: 4, stderr: expect.stringMatching(/nothing to undo/) });
  await movie('delete', 'a', 'b');
  const { stdout } = await movie('update', '--where-title', 'coco', '--rating', '9', '--expect', '1', '--json');
  const { revision } = JSON.parse(stdout);
  const dryRun = await movie('undo', '--dry-run');
  expect(said(dryRun)).toBe('  changed: Coco (c): rating 9 → 8.4\nWould undo REVISION: 1 movie changed back.\n');
  expect(dryRun.stderr).toContain(revision);
  expect(said(await movie('undo', revision))).toBe(
    '  changed: Coco (c): rating 9 → 8.4\nUndid REVISION: 1 movie changed back.\nUndo it with: movie undo REVISION\n',
  );
  expect(await listed()).toEqual([MOVIES[2]]);
  const { stdout: undone } = await movie('undo', '--json');
  expect(JSON.parse(undone)).toMatchObject({ created: 0, updated: 1, deleted: 0, revision: expect.any(String) });
  expect(await listed()).toMatchObject([{ id: 'c', rating: 9 }]);
});

test('undo is refused, by movie, where something has changed since, and for a write that is not known', async () => {
  const { stderr } = await movie('delete', 'a', 'b');
  const [, revision = ''] = /movie undo (\S+)/.exec(stderr) ?? [];
  await movie('add', '--id', 'a', '--title', 'Again');
  const refused = await movie('undo', revision);
  expect(refused.code).toBe(4);
  expect(refused.stderr).toMatch(
    /^movie: A movie has changed since .*newest first.*\n {2}a was changed after the write\n$/,
  );
  expect(await movie('undo', '999-00000000')).toMatchObject({
    code: 4,
    stderr: expect.stringMatching(/^movie: This server has no write "999-00000000".*by hand/),
  });
  expect(await listed()).toMatchObject([{ title: 'Coco' }, { title: 'Again' }].reverse());
});

test('movies that are alike are said at add, and listed by duplicates', async () => {
  expect(said(await movie('duplicates'))).toBe('No movie is there more than once.\n');
  const added = await movie('add', '--id', 'x', '--title', 'ALONE', '--director', 'uwe b.', '--year', '2005');
  expect(added).toEqual({
    code: 0,
    stdout: 'x\tALONE\t\tuwe b.\t2005\t\t\n',
    stderr:
      'The movie "a" has the same title, year and director. Both are kept; `movie duplicates` lists such movies.\n',
  });
  // Not alike: another year.
  expect((await movie('add', '--title', 'Alone', '--director', 'Uwe B.', '--year', '2006')).stderr).toBe('');
  const { stdout, stderr } = await movie('duplicates');
  expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['a', 'x', '']);
  expect(stderr).toBe('2 movies are alike, in 1 group.\n');
  const { stdout: json } = await movie('duplicates', '--json');
  expect(JSON.parse(json)).toMatchObject({ movies: [{ id: 'a' }, { id: 'x' }] });
});

test('duplicates lists all that add says are alike, whatever the language of the machine', async () => {
  const pairs = ['Alien', 'Älien', 'Thor', 'Þor', 'Gross', 'Groẞ', 'Ελένης', 'ΕΛΈΝΗΣ', 'Łódź', 'lodz'];
  const said = [];
  for (const title of pairs) said.push((await movie('add', '--title', title)).stderr);
  expect(said.filter((text) => text.includes('has the same title'))).toHaveLength(5);
  const env = { MOVIE_ADDRESS: server.address, LC_ALL: 'sv_SE.UTF-8' };
  expect((await runClient(['duplicates'], { env })).stderr).toBe('10 movies are alike, in 5 groups.\n');
});

test('a movie is added where the server takes no import, which would say what is like it', async () => {
  await using narrow = await CatalogServer.start(MOVIES, { flags: ['--max-import-size', '1'] });
  const args = ['add', '--id', 'x', '--title', 'Alone', '--director', 'Uwe B.', '--year', '2005'];
  expect(await runInProcess(args, narrow)).toMatchObject({ code: 0, stderr: '' });
});
