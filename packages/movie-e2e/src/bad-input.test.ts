import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Ending, run, TemporaryFolder } from 'test-kit';
import { runServer, serverCommand, startServer } from './testing/server-process.js';

const GOOD = '{"id": "a", "title": "A"}';
/** A word that tells the reader what to do. */
const ADVICE = /\b(allow|change|check|choose|fix|must|name|see)\b/i;

describe('a database that can not be read', () => {
  test('is missing', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('none.json');
    expectRefusal(await runServer(['--port', '0', '--database', path]), path, /no such file/);
  });

  unreadableTest('may not be read by this user', async () => {
    using folder = new TemporaryFolder();
    const path = folder.write('secret.json', `{"movies": [${GOOD}]}`);
    chmodSync(path, 0);
    const [command = '', ...args] = [...withoutRootsRights(), ...serverCommand, '--port', '0', '--database', path];
    expectRefusal(await run(command, args), path, /may not read it/);
  });

  test.each<[string, string, RegExp]>([
    ['is not JSON', '{\n  "movies": [,]\n}', /line 2 column 14\b/],
    ['has the wrong fields', `{"movies": [${GOOD}, {"title": "B", "rating": 11}]}`, /movies\[1\]\.id .*from 0 to 10/],
  ])('%s', async (_name, text, where) => {
    using folder = new TemporaryFolder();
    const path = folder.write('movies.json', text);
    expectRefusal(await runServer(['--port', '0', '--database', path]), path, where);
  });
});

describe('an option that is wrong', () => {
  test.each<[string, string[], RegExp]>([
    ['port is not a number', ['--port', 'http'], /--port .*"http"/],
    ['port is too large', ['--port', '65536'], /--port .*"65536"/],
    ['port is negative', ['--port=-1'], /--port .*"-1"/],
    ['port has no value', ['--port'], /--port needs a value/],
    ['option is unknown', ['--prot', '3001'], /"--prot" .*did you mean --port/s],
    ['argument is no option', ['movies.json'], /"movies\.json" .*--help/],
    ['host does not resolve', ['--port', '0', '--host', 'nowhere.invalid', '--insecure'], /nowhere\.invalid .*--host/],
  ])('%s', async (_name, args, what) => {
    expectRefused(await runServer(args), what);
  });

  test('the variable is named where the variable is wrong', async () => {
    expectRefused(await runServer([], { env: { MOVIE_PORT: 'http' } }), /MOVIE_PORT .*"http"/);
  });

  test('port is in use', async () => {
    await using first = await startServer();
    const refusal = new RegExp(`${first.port}.* in use.*--port`);
    expectRefusal(await runServer(['--port', String(first.port)]), String(first.port), refusal);
  });
});

/** The program says one thing on standard error: what, where and what to do. */
function expectRefusal(ending: Ending, where: string, what: RegExp): void {
  expectRefused(ending, what);
  expect(ending.stderr).toContain(where);
  expect(ending.stderr).toMatch(ADVICE);
  expect(ending.stderr.trimEnd()).not.toContain('\n');
}

/** The program says why on standard error, without a stack trace, and fails. */
function expectRefused({ code, stdout, stderr }: Ending, what: RegExp): void {
  expect(stderr).toMatch(/^movie-server: /);
  expect(stderr).toMatch(what);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(stdout).toBe('');
  expect([1, 2]).toContain(code);
}

/** Root may read everything, unless it gives up the rights to. */
function withoutRootsRights(): readonly string[] {
  const isRoot = process.getuid?.() === 0;
  return isRoot ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
}

/** Windows knows no unreadable files, and root needs setpriv to meet one; without, the test is skipped. */
function unreadableTest(name: string, body: () => Promise<void>): void {
  const [setpriv] = withoutRootsRights();
  const possible = process.platform !== 'win32' && (!setpriv || spawnSync(setpriv, ['--version']).status === 0);
  if (possible) test(name, body);
  else test.skip(`${name} (skipped: this user can read every file)`, () => {});
}
