import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { run, runBuf, TemporaryFolder } from 'test-kit';
import { repository } from './testing/repository.js';

const PROTOS = 'packages/movie-proto/proto';
const CONTRACT = `${PROTOS}/movie.proto`;
/** What the scripts need that read the contract; no more, as it is copied. */
const COPIED = ['buf.yaml', 'buf.gen.yaml', 'packages/movie-proto'];
const SCRIPTS = 'packages/dev-tools/src';

let copy: TemporaryFolder;
let contract: string;

beforeAll(() => {
  copy = new TemporaryFolder();
  const isNeeded = (path: string) => !/[\\/](dist|node_modules)$/.test(path);
  for (const path of [...COPIED, SCRIPTS]) {
    cpSync(join(repository, path), copy.file(path), { recursive: true, filter: isNeeded });
  }
  symlinkSync(join(repository, 'node_modules'), copy.file('node_modules'), 'junction');
  contract = readFileSync(copy.file(CONTRACT), 'utf8');
});

afterAll(() => copy[Symbol.dispose]());

test('the descriptors in src/gen are those of the contract as it is now', async () => {
  const built = copy.file('descriptors.binpb');
  const options = ['--as-file-descriptor-set', '--output', built];
  expect(await runBuf(['build', PROTOS, ...options], { cwd: repository })).toMatchObject({ code: 0 });
  const generated = readFileSync(join(repository, 'packages/movie-proto/src/gen/descriptors.binpb'));
  // Not toEqual, which would print all bytes.
  expect(generated.equals(readFileSync(built))).toBe(true);
});

test('a contract that does not parse is reported with its file, line and column, and the stubs stay', async () => {
  const stub = copy.write('packages/movie-proto/src/gen/movie.ts', 'the last good one');
  copy.write(CONTRACT, contract.replace('message MovieID {', 'message MovieID'));
  const line = 1 + contract.split('\n').findIndex((text) => text.startsWith('message MovieID'));
  const { code, stderr } = await runScript('packages/movie-proto/scripts/generate.js');
  expect(code).toBe(1);
  // The brace is missed where the next word comes, two lines below.
  expect(stderr).toContain(`${CONTRACT}:${line + 2}:3:`);
  expect(readFileSync(stub, 'utf8')).toBe('the last good one');
});

test('pnpm check catches a renamed call and a changed field number', async () => {
  copy.write(
    CONTRACT,
    contract.replace('rpc GetMovieByID(', 'rpc GetMovie(').replace('string id = 4', 'string id = 5'),
  );
  const { code, stdout } = await runScript(`${SCRIPTS}/check.js`, 'contract');
  expect(code).toBe(1);
  expect(stdout).toContain(CONTRACT);
  expect(stdout).toContain('"GetMovieByID" on service "Movie" was deleted');
  expect(stdout).toContain('field "4" with name "id" on message "MovieData" was deleted');
  expect(stdout).toContain('passed  contract rules\n');
  expect(stdout).toContain('FAILED  compatible with packages/movie-proto/baseline/tutorial.json');
});

function runScript(script: string, ...args: string[]) {
  return run(process.execPath, [copy.file(script), ...args], { cwd: copy.path });
}
