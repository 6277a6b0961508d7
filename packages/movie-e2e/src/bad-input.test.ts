import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Ending, run, TemporaryFolder } from 'test-kit';
import { runServer, serverCommand } from './testing/server-process.js';

const GOOD = '{"id": "a", "title": "A"}';
/** A word that tells the reader what to do. */
const ADVICE = /\b(allow|change|check|choose|fix|must|name|see)\b/i;

describe('a database that can not be read', () => {
  unreadableTest('may not be read by this user', async () => {
    using folder = new TemporaryFolder();
    const path = folder.write('secret.json', `{"movies": [${GOOD}]}`);
    chmodSync(path, 0);
    const [command = '', ...args] = [...withoutRootsRights(), ...serverCommand, '--port', '0', '--database', path];
    expectRefusal(await run(command, args), path, /may not read it/);
  });

  test('has the wrong fields', async () => {
    using folder = new TemporaryFolder();
    const path = folder.write('movies.json', `{"movies": [${GOOD}, {"title": "B", "rating": 11}]}`);
    const where = /movies\[1\]\.id .*from 0 to 10/;
    expectRefusal(await runServer(['--port', '0', '--database', path]), path, where);
  });
});

describe('an option that is wrong', () => {
  test('is one of several: each is named', async () => {
    const ending = await runServer(['--port=-1', '--prot', '3001', 'movies.json', '--log-level']);
    for (const mistake of [
      /--port .*"-1"/,
      /"--prot" .*did you mean --port/,
      /"movies\.json" .*--help/,
      /--log-level needs a value/,
    ]) {
      expectRefused(ending, mistake);
    }
  });

  test('the variable is named where the variable is wrong', async () => {
    expectRefused(await runServer([], { env: { MOVIE_PORT: 'http' } }), /MOVIE_PORT .*"http"/);
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
