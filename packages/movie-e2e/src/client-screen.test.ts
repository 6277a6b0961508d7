import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { errorDetails, reflectionV1, Status } from 'grpc-proto';
import { RunningCommand, runInProcess } from 'movie-client/testing';
import { v1 } from 'movie-proto';
import { beginResponse, endResponse, type RawCall, RawServer, run, TemporaryFolder } from 'test-kit';
import { CatalogServer } from './testing/catalog-server.js';
import { startMovie } from './testing/client-process.js';
import { repository } from './testing/repository.js';

/** Sets a terminal's title, clears it in two ways, reverses its text, returns to the start of the line and begins another. */
const EVIL = 'x\u001b]0;owned\u0007\u001b[2J\u009b2J\u202e\ry\nforged';

/** What reaches a screen may have line breaks and tabs, and nothing else that is no character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
const HARMFUL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

function evilMovie(id: string): v1.Movie {
  return { id, title: EVIL, rating: 1, director: EVIL, releaseYear: 0, genres: [EVIL], etag: EVIL, labels: {} };
}

/** Ends a call with an error whose every text is evil. */
function refuse({ stream }: RawCall): void {
  const info = errorDetails.ErrorInfo.encode({ reason: EVIL, domain: EVIL, metadata: { [EVIL]: EVIL } }).finish();
  const violation = errorDetails.BadRequest_FieldViolation.create({ field: EVIL, description: EVIL });
  const badRequest = errorDetails.BadRequest.encode({ fieldViolations: [violation] }).finish();
  const details = [
    { typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value: Buffer.from(info) },
    { typeUrl: 'type.googleapis.com/google.rpc.BadRequest', value: Buffer.from(badRequest) },
  ];
  const bytes = Buffer.from(Status.encode({ code: 3, message: EVIL, details }).finish());
  const message = encodeURIComponent(EVIL);
  endResponse(stream, {
    'grpc-status': '3',
    'grpc-message': message,
    'grpc-status-details-bin': bytes.toString('base64'),
  });
}

const problem = { position: 0, field: EVIL, description: EVIL };
const services = { service: [{ name: EVIL }] };

/** The responses of the methods; the others fail. */
const RESPONSES: Readonly<Record<string, Uint8Array>> = {
  ListMovies: v1.ListMoviesResponse.encode({
    movies: [evilMovie(EVIL)],
    nextPageToken: '',
    totalSize: 1,
  }).finish(),
  SearchMovies: v1.SearchMoviesResponse.encode({
    results: [{ movie: evilMovie(EVIL), score: 1 }],
    droppedWords: [],
  }).finish(),
  LookupMovies: v1.LookupMoviesResponse.encode({ id: 'a', movie: evilMovie('a') }).finish(),
  UpdateMovie: v1.UpdateMovieResponse.encode({ movie: evilMovie('a'), revision: '' }).finish(),
  ImportMovies: v1.ImportMoviesResponse.encode(
    v1.ImportMoviesResponse.create({ skippedCount: 1, problems: [problem] }),
  ).finish(),
  WatchMovies: v1.WatchMoviesResponse.encode(
    v1.WatchMoviesResponse.create({ event: { $case: 'created', value: evilMovie(EVIL) }, resumeToken: EVIL }),
  ).finish(),
  ServerReflectionInfo: reflectionV1.ServerReflectionResponse.encode(
    reflectionV1.ServerReflectionResponse.create({
      messageResponse: { $case: 'listServicesResponse', value: services },
    }),
  ).finish(),
};

function answer(call: RawCall): void {
  const name = call.path.split('/')[2] ?? '';
  const response = RESPONSES[name];
  call.stream.resume().once('end', () => {
    beginResponse(call.stream, response ? [response] : []);
    if (!response || name === 'WatchMovies') refuse(call);
    else endResponse(call.stream, { 'grpc-status': '0' });
  });
}

test('nothing that a server sends controls the terminal', async () => {
  await using server = await RawServer.start(answer);
  using folder = new TemporaryFolder();
  const file = folder.write('movies.ndjson', '{"title":"a"}\n');
  const commands = [
    ...[['list'], ['get', 'a'], ['search', 'a'], ['update', 'a', '--title', 'b'], ['watch'], ['services']].flatMap(
      (command) => [command, [...command, '--json']],
    ),
    ...['json', 'ndjson', 'csv'].map((format) => ['export', '--format', format]),
    ['import', file, '--skip-invalid'],
    ['add', '--title', 'b', '--verbose'],
    ['delete', 'a'],
    ['health'],
    [],
  ];
  const { address } = server;
  const texts = commands.map(async (command) => {
    const { stdout, stderr } = await runInProcess(command, { address, columns: 100 });
    return `${command.join(' ')}: ${stdout}${stderr}`;
  });
  for (const text of await Promise.all(texts)) {
    expect(text).not.toMatch(HARMFUL);
    // A row of CSV may have several lines, as its data has.
    if (!text.startsWith('export')) expect(text).not.toMatch(/^forged/m);
    // It did print what the server sent.
    expect(text).toMatch(/owned/);
  }
});

test('one movie is tall and whole on a terminal, several are a table, and neither changes a pipe', async () => {
  const long = { id: 'a', title: 'A title '.repeat(5).trim(), rating: 7, director: '', genres: ['Drama', 'War'] };
  await using server = await CatalogServer.start([long, { ...long, id: 'b' }]);
  const print = async (columns: number | undefined, ...args: string[]) =>
    (await runInProcess(['get', ...args], { address: server.address, ...(columns && { columns }) })).stdout;
  expect(await print(30, 'a')).toBe(`ID        a\nTITLE     ${long.title}\nRATING    7\nGENRES    Drama, War\n`);
  expect(await print(30, 'a', 'b')).toMatch(/^ID {2}TITLE.*\na .*….*\nb .*\n$/);
  expect(await print(undefined, 'a')).toBe(`a\t${long.title}\t7\t\t\tDrama, War\t\n`);
  expect(JSON.parse(await print(30, 'a', '--json'))).toMatchObject(long);
});

test('a movie without a rating has a dash on a terminal, and an empty field in a pipe', async () => {
  await using server = await CatalogServer.start([
    { id: 'a', title: 'Unrated' },
    { id: 'b', title: 'Rated', rating: 0 },
  ]);
  const print = async (command: string[], columns?: number) =>
    (await runInProcess(command, { address: server.address, ...(columns && { columns }) })).stdout;
  expect(await print(['list'], 80)).toBe('ID  TITLE    RATING\na   Unrated       –\nb   Rated         0\n');
  expect(await print(['get', 'a'], 80)).toBe('ID        a\nTITLE     Unrated\nRATING    –\n');
  expect(await print(['list'])).toBe('a\tUnrated\t\t\t\t\t\nb\tRated\t0\t\t\t\t\n');
});

test('labels are the last column, in the order of their keys, and each has a line of its own with get', async () => {
  const labels = { watched: '2024-01-31', note: 'Lent to Ann.\nAsk for it.', Shelf: 'B 2' };
  await using server = await CatalogServer.start([{ id: 'a', title: 'A', rating: 7, genres: ['War'], labels }]);
  const print = async (command: string[], columns?: number) =>
    (await runInProcess(command, { address: server.address, ...(columns && { columns }) })).stdout;
  const [header, row] = (await print(['list'], 100)).split('\n');
  expect(header).toBe('ID  TITLE  RATING  GENRES  LABELS');
  expect(row).toBe('a   A           7  War     Shelf=B 2, note=Lent to Ann. Ask for it., watched=2024-01-31');
  expect(await print(['list'])).toBe(
    'a\tA\t7\t\t\tWar\tShelf=B 2, note=Lent to Ann. Ask for it., watched=2024-01-31\n',
  );
  expect(await print(['get', 'a'], 80)).toBe(
    'ID        a\nTITLE     A\nRATING    7\nGENRES    War\n' +
      'LABELS    Shelf=B 2\n          note=Lent to Ann.\n            Ask for it.\n          watched=2024-01-31\n',
  );
});

test('a table leaves out labels of less than 12 columns, then genres and directors for titles of up to 20', async () => {
  const id = 'a8034f44-aee4-44cf-b32c-74cf452aaaae';
  const rest = { rating: 8.2, director: 'Ridley Scott', releaseYear: 2015, genres: ['Science Fiction'] };
  const labels = { shelf: 'B 2', watched: '2024-01-31' };
  await using server = await CatalogServer.start([{ id, title: 'The Martian and what he found', ...rest, labels }]);
  const print = async (columns: number) =>
    (await runInProcess(['list'], { address: server.address, columns })).stdout.split('\n');
  expect(await print(110)).toEqual([
    `${'ID'.padEnd(36)}  TITLE                          RATING  DIRECTOR      YEAR  GENRES`,
    `${id}  The Martian and what he found     8.2  Ridley Scott  2015  Science Fict…`,
    '',
  ]);
  expect((await print(126))[1]).toMatch(/ 2015 {2}Science Fiction {2}shelf=B 2, …$/);
  expect((await print(80))[1]).toBe(`${id}  The Martian and wha…     8.2  Ridle…  2015`);
});

test('a table of 80 columns keeps ids whole, and cuts directors and genres before titles', async () => {
  const id = 'a8034f44-aee4-44cf-b32c-74cf452aaaae';
  const titled = { id, title: 'The Martian', rating: 8.2, director: 'Ridley Scott', releaseYear: 2015 };
  await using server = await CatalogServer.start([{ ...titled, genres: ['Science Fiction', 'Adventure'] }]);
  const print = async (columns: number) =>
    (await runInProcess(['list'], { address: server.address, columns })).stdout.split('\n')[1];
  expect(await print(80)).toBe(`${id}  The Martian     8.2  Ridle…  2015  Scienc…`);
  expect(await print(60)).toBe(`${id}  The Mar…     8.2  2015`);
});

test('a terminal that does not know its width has a table without a cut, even of what was not measured', async () => {
  const short = Array.from({ length: 500 }, (_, index) => ({ id: `a${index}`, title: 'A', rating: 1, director: '' }));
  const long = { id: `b${'-long'.repeat(20)}`, title: 'Long '.repeat(20).trim(), rating: 7, director: '' };
  await using server = await CatalogServer.start([...short, long]);
  await using program = startMovie(['list'], server, { onTerminal: true, columns: 0 });
  program.endInput();
  const { stdout } = await program.ended;
  expect(stdout).toMatch(/^ID +TITLE/);
  expect(stdout.split('\n').at(-2)).toBe(`${long.id}  ${long.title}       7`);
});

test('watch shows on a terminal when and what has changed, and in JSON the movie before', async () => {
  const heat = {
    id: 'tt0113277',
    title: 'Heat',
    rating: 8.8,
    director: '',
    genres: ['Crime'],
    labels: { shelf: 'B 2' },
  };
  await using server = await CatalogServer.start([heat]);
  await using people = new RunningCommand(['watch'], { address: server.address, columns: 80 });
  await using programs = new RunningCommand(['watch', '--json'], server);
  await people.printed(/Watching 1 movie/);
  await programs.printed(/Watching 1 movie/);
  const change = ['--rating', '9', '--genre', 'Crime', '--genre', 'Drama', '--no-label', 'shelf'];
  expect(await runInProcess(['update', heat.id, ...change], server)).toMatchObject({ code: 0 });
  await runInProcess(['update', heat.id, '--no-rating'], server);
  await runInProcess(['delete', heat.id], server);
  await people.printed(/^\d\d:\d\d:\d\d {2}updated {3}Heat: rating 8\.8 → 9, \+Drama, −shelf=B 2 {2}\(tt0113277\)$/m);
  await people.printed(/^\d\d:\d\d:\d\d {2}updated {3}Heat: rating 9 → not rated {2}\(tt0113277\)$/m);
  await people.printed(/^\d\d:\d\d:\d\d {2}deleted {3}Heat {2}Crime, Drama {2}\(tt0113277\)$/m);
  const [line = ''] = await programs.printed(/^.*"updated".*$/m);
  expect(JSON.parse(line)).toMatchObject({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    movie: { rating: 9 },
    previous: { rating: 8.8, labels: { shelf: 'B 2' } },
    revision: expect.stringMatching(/./),
  });
});

test('JSON and files keep the data as it is', async () => {
  await using server = await RawServer.start(answer);
  using folder = new TemporaryFolder();
  const list = await runInProcess(['list', '--json'], server);
  expect(JSON.parse(list.stdout)).toMatchObject({ title: EVIL, genres: [EVIL] });
  const file = folder.file('movies.csv');
  expect(await runInProcess(['export', file], server)).toMatchObject({ code: 0 });
  expect(readFileSync(file, 'utf8')).toContain(EVIL);
});

const hasFull = existsSync('/dev/full');

(hasFull ? test : test.skip).each(['list', 'export -', '--help'])(
  `output that can't be written is one line and a usage error: %s${hasFull ? '' : ' (skipped: needs /dev/full)'}`,
  async (command) => {
    await using server = await CatalogServer.start([{ id: 'a', title: 'A', rating: 1, director: '' }]);
    const script = `"$0" "$@" ${command} > /dev/full`;
    const [node, ...args] = [process.execPath, join(repository, 'packages/movie-client/dist/main.js')];
    const ending = await run('sh', ['-c', script, node, ...args], { env: { MOVIE_ADDRESS: server.address } });
    const stderr = "movie: Standard output can't be written: no space left on device.\n";
    expect(ending).toEqual({ code: 2, stdout: '', stderr });
  },
);
