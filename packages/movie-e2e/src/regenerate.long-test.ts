import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { RunningProcess, runBuf, TemporaryFolder } from 'test-kit';
import { RepositoryCopy } from './testing/repository-copy.js';
import { listeningPort } from './testing/server-process.js';

const { contract, stubs } = RepositoryCopy;
const STUB = `${stubs}/movie.ts`;
const CONTRACT_V1 = 'packages/movie-proto/proto/movie/v1/movie_service.proto';
const SERVICE_V1 = 'packages/movie-server/src/services/movie-v1.ts';
const SERVICE = 'packages/movie-server/src/services/tutorial.ts';
const MOVIE = 'packages/movie-proto/proto/movie/v1/movie.proto';
const GENERATED = ['movie.ts', 'descriptors.binpb', 'movie/v1/movie.ts', 'web/movie/v1/movie.ts'];
// What a test may change; put back before the next.
const FILES = [contract, MOVIE, SERVICE].concat(GENERATED.map((file) => `${stubs}/${file}`));

let copy: RepositoryCopy;
let first: Map<string, Buffer>;

beforeAll(async () => {
  copy = await RepositoryCopy.make();
  await copy.withoutUsersOfBothEnds();
  first = new Map(await Promise.all(FILES.map(async (file) => [file, await copy.readBytes(file)] as const)));
});

beforeEach(async () => {
  for (const [file, bytes] of first) await copy.write(file, bytes);
});

afterAll(() => copy[Symbol.dispose]());

describe('a contract that changes', () => {
  test('a renamed field is a compile error at both ends', async () => {
    await copy.edit(contract, /string director = 3/, 'string directed_by = 3');
    expect(await copy.pnpm('generate')).toMatchObject({ code: 0 });
    const { code, output } = await copy.pnpm('build');
    expect(code).not.toBe(0);
    expect(errorsIn(output, 'packages/movie-server/src/')).toContain('directedBy');
    expect(errorsIn(output, 'packages/movie-client/src/')).toContain('director');
  });

  test('a renamed field of the catalog is a compile error on the page, too', async () => {
    await copy.edit(MOVIE, /int32 release_year = 5/, 'int32 year_of_release = 5');
    expect(await copy.pnpm('generate')).toMatchObject({ code: 0 });
    const { code, output } = await copy.pnpm('build');
    expect(code).not.toBe(0);
    expect(errorsIn(output, 'packages/movie-web/src/')).toContain('releaseYear');
  });

  test('pnpm generate:watch follows each save of a contract and of the code', async () => {
    await using watch = copy.follow('generate:watch');
    expect(await watch.round()).toContain('ready');

    await copy.edit(contract, /string director = 3/, 'string directed_by = 3');
    const renamed = await watch.round();
    expect(renamed).toMatch(new RegExp(`^\\d\\d:\\d\\d:\\d\\d {2}saved ${contract}$`, 'm'));
    expect(renamed).toContain(`wrote ${STUB}`);
    expect(errorsIn(renamed, 'packages/movie-server/src/services/')).toContain('directedBy');
    expect(renamed).toMatch(new RegExp(` ${renamed.match(/error TS/g)?.length} errors `));

    await copy.edit(contract, /message MovieID \{/, 'message MovieID');
    expect(await watch.round()).toMatch(/movie\.proto:\d+:3:.* after definition\n[\s\S]* 7 errors \(/);
    expect(await copy.read(STUB)).toContain('directedBy');

    await restore(contract);
    expect(await watch.round()).toContain('ready');
    expect(await copy.readBytes(STUB)).toEqual(first.get(STUB));

    await copy.edit(SERVICE, /getMovieById\(/, 'getMovieByID(');
    const misspelt = await watch.round();
    expect(misspelt).toContain(`saved ${SERVICE}`);
    expect(errorsIn(misspelt, SERVICE)).toContain('getMovieById');
    await restore(SERVICE);
    expect(await watch.round()).toContain('ready');
  });

  test('pnpm dev serves the newest code that compiles', async () => {
    using folder = new TemporaryFolder();
    const database = folder.write('movies.json', '{"movies": [{"id": "1", "title": "Up"}]}');
    await using dev = copy.follow('dev', '--port', '0', '--database', database, '--log-format', 'json');
    const messages = async () => {
      const [, port = ''] = /listening on \S+:(\d+)/.exec(await dev.until(/listening on \S+:\d+/)) ?? [];
      await runBuf(['curl', '--protocol', 'grpc', '--http2-prior-knowledge', '--data', '{"id": "1"}', urlOf(port)]);
      return await dev.until(/GetMovieByID[^\n]*\n/);
    };
    expect(await messages()).toContain('Movie found!');
    await copy.edit(SERVICE, /log\.info\('Movie found!'\)/, "log.inform('Movie found!')");
    expect(await dev.round()).toContain(' 1 error ');
    await copy.edit(SERVICE, /log\.inform\('Movie found!'\)/, "log.info('There it is!')");
    expect(await dev.round()).toContain('ready');
    expect(await messages()).toContain('There it is!');
  });
});

describe('pnpm check', () => {
  test('passes, and looks at the stubs, the contract and the code', async () => {
    const { code, output } = await copy.pnpm('check');
    expect(code).toBe(0);
    const parts = ['stubs', 'contract rules', 'compatible with packages/movie-proto/baseline/tutorial.json', 'types'];
    for (const part of parts) expect(output).toContain(`passed  ${part}\n`);
    expect(output).not.toContain('FAILED');
  });

  test('runs all its parts, and says what fixes those that failed', async () => {
    await copy.edit(STUB, /director: ""/, 'director: "nobody"');
    await copy.edit(SERVICE, /^import/, ' import');
    const { code, output } = await copy.pnpm('check');
    expect(code).toBe(1);
    expect(output).toContain('FAILED  stubs. Run `pnpm generate`.\n');
    expect(output).toContain('passed  contract rules\n');
    expect(output).toContain('FAILED  code rules and format. Run `pnpm format`. It fixes most.\n');
    expect(output).toContain('passed  types\n');
  });

  test('catches a stub that is edited, missing or stale, and an extra file', async () => {
    await copy.edit(contract, /string id = 4;/, '$&\n  // When it was released.\n  int32 year = 5;');
    await copy.edit(`${stubs}/web/movie/v1/movie.ts`, /^import/m, '// Mine.\n$&');
    await copy.remove(`${stubs}/movie/v1/movie.ts`);
    await copy.write(`${stubs}/mine.ts`, 'export {};\n');
    const { code, output } = await copy.pnpm('check:stubs');
    await copy.remove(`${stubs}/mine.ts`);
    expect(code).not.toBe(0);
    expect(output).toContain(`changed: ${STUB}\n`);
    expect(output).toContain(`changed: ${stubs}/web/movie/v1/movie.ts\n`);
    expect(output).toContain(`missing: ${stubs}/movie/v1/movie.ts\n`);
    expect(output).toContain(`extra: ${stubs}/mine.ts\n`);
    expect(output).toContain('Run `pnpm generate`');
  });
});

// The last, as it leaves a call behind.
test('a call that is added to the contract without any option is a write: refused without a token', async () => {
  await addTouchMovie();
  using folder = new TemporaryFolder();
  const tokens = folder.write('tokens', 'ann secret\n');
  const main = copy.path('packages/movie-server/dist/main.js');
  const database = folder.write('movies.json', '{"movies": []}');
  const args = ['--port', '0', '--database', database, '--write-token-file', tokens];
  await using server = new RunningProcess(process.execPath, [main, ...args]);
  const url = `http://127.0.0.1:${await listeningPort(server)}/movie.v1.MovieService/`;
  const call = (method: string, ...headers: string[]) =>
    runBuf(['curl', '--protocol', 'grpc', '--http2-prior-knowledge', ...headers, '--data', '{}', `${url}${method}`]);
  expect((await call('TouchMovie')).stderr).toContain('unauthenticated');
  expect(await call('TouchMovie', '--header', 'authorization: Bearer secret')).toMatchObject({ code: 0 });
  expect(await call('ListMovies')).toMatchObject({ code: 0 });
});

/** A call that says nothing of side effects, and its handler. */
async function addTouchMovie(): Promise<void> {
  const rpc = '  // Touches it.\n  rpc TouchMovie(DeleteMovieRequest) returns (DeleteMovieResponse);\n';
  await copy.edit(CONTRACT_V1, /service MovieService \{/, `$&\n${rpc}`);
  await copy.edit(SERVICE_V1, /\n( *)getMovie\(/, "\n$1touchMovie: () => ({ revision: '' }),\n$&");
  expect(await copy.pnpm('generate')).toMatchObject({ code: 0 });
  expect(await copy.pnpm('build')).toMatchObject({ code: 0 });
}

async function restore(file: string): Promise<void> {
  await copy.write(file, first.get(file) ?? Buffer.alloc(0));
}

function urlOf(port: string): string {
  return `http://127.0.0.1:${port}/Movie/GetMovieByID`;
}

/** The compiler's errors in files that begin with this path, as one text. */
function errorsIn(output: string, path: string): string {
  const errors = output.split(/^(?=packages\/)/m);
  return errors.filter((error) => error.startsWith(path)).join('');
}
