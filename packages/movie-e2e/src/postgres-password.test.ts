import { chmodSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { onOwnPostgres, PostgresServer, type ProcessOptions, TemporaryFolder } from 'test-kit';
import { listeningPort, runServer, startProgram } from './testing/server-process.js';

/** Each form in which it could get out: this is how a URL has it, and the other is how it is typed. */
const PASSWORD = 'Gehe!m#7/x@y';
const ENCODED = encodeURIComponent(PASSWORD);

onOwnPostgres(describe)('the password of a database', () => {
  let server: PostgresServer;
  let url: URL;
  beforeAll(async () => {
    server = await PostgresServer.start();
    url = new URL(await server.createDatabase());
    await server.query(`CREATE ROLE keeper SUPERUSER LOGIN PASSWORD '${PASSWORD}'`);
    url.username = 'keeper';
    url.password = '';
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** The URL of the database with something else in it. */
  function changed(parts: { readonly password: string }): string {
    return Object.assign(new URL(url), parts).href;
  }

  function expectNoPassword(text: string): void {
    for (const secret of [PASSWORD, ENCODED, encodeURI(PASSWORD), 'Gehe', '7/x@y', 'x@y']) {
      expect(text).not.toContain(secret);
    }
  }

  test('comes from a variable, a file or the URL, and is nowhere in what a server says', async () => {
    using folder = new TemporaryFolder();
    const file = folder.write('pgpass', `*:*:*:keeper:${PASSWORD}\n`);
    chmodSync(file, 0o600);
    const ways: readonly (readonly [workers: string, ProcessOptions['env']])[] = [
      ['2', { MOVIE_DATABASE: changed({ password: ENCODED }) }],
      ['1', { MOVIE_DATABASE: url.href, PGPASSWORD: PASSWORD }],
      ['1', { MOVIE_DATABASE: url.href, PGPASSFILE: file }],
    ];
    for (const [workers, env] of ways) {
      await using program = startProgram(['--log-level', 'trace', '--metrics-port', '0', '--workers', workers], {
        env: { MOVIE_READ_ONLY: '', ...env },
      });
      await listeningPort(program);
      const [metrics = ''] = await program.printed(/http:\/\/\S+\/metrics/);
      expectNoPassword(await (await fetch(metrics)).text());
      expectNoPassword(commandLines(program.pid ?? 0));
      const { code, stdout, stderr } = await program.kill('SIGTERM');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expectNoPassword(stdout);
    }
  });

  test('is in no message when a server does not start', async () => {
    const wrong = changed({ password: `${ENCODED}1` });
    for (const [args, code, message] of [
      [[], 1, 'password authentication failed'],
      [[wrong], 2, '"postgres://…@127.0.0.1'],
      [['--port', wrong], 2, '--port'],
    ] as const) {
      const { stdout, stderr, ...ending } = await runServer(args, {
        env: { MOVIE_DATABASE: wrong, MOVIE_READ_ONLY: '' },
      });
      expect({ ...ending, stderr }).toEqual({ code, stderr: expect.stringContaining(message) });
      expectNoPassword(stdout + stderr);
    }
  });
});

/** What other users see of a process and of those that it started. */
function commandLines(pid: number): string {
  if (process.platform !== 'linux') return '';
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return [readFileSync(`/proc/${pid}/cmdline`, 'utf8'), ...children.map(commandLines)].join('\n');
}
