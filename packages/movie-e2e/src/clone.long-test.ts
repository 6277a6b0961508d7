import { mkdirSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { RunningProcess, run, TemporaryFolder } from 'test-kit';
import { pnpm, repository } from './testing/repository.js';
import { listeningPort } from './testing/server-process.js';
import { TUTORIAL_OUTPUT } from './testing/tutorial-output.js';

const env = {
  // The store of packages that the tests themselves were installed from has all that a clone needs.
  pnpm_config_prefer_offline: 'true',
  // As when it is typed: the pnpm that runs these tests switches it off for what it runs.
  pnpm_config_verify_deps_before_run: 'install',
};
/** What finds files by their paths: programs, stubs, pages and temporary folders. */
const TESTS = ['readme.test', 'bad-input', 'architecture', 'descriptor-index', 'json-file', 'log.test'];

test.each(['100% 50%20#1', '[a] (b) {c} Überfluß 花樣年華'])(
  'a clone made with umask 077 in a folder called %j starts, answers and passes tests',
  async (name) => {
    using folder = new TemporaryFolder();
    const clone = folder.file(name);
    mkdirSync(clone);
    const type = (...command: string[]) => ['-c', 'umask 077 && exec "$@"', 'sh', ...command];
    expect(await run('sh', type('git', 'clone', '-q', repository, clone))).toMatchObject({ code: 0 });

    const options = { cwd: clone, env };
    await using server = new RunningProcess('sh', type(...pnpm, 'start', 'server', '--port', '0'), options);
    const address = `localhost:${await listeningPort(server)}`;
    const client = await run('sh', type(...pnpm, 'run', 'client', '--address', address), options);
    expect(client.stdout).toContain(TUTORIAL_OUTPUT);
    await server.kill('SIGINT');

    // It builds first, beside other long tests.
    const { code, stderr } = await run('sh', type(...pnpm, 'test', ...TESTS), { ...options, longestMs: 400_000 });
    expect({ code, stderr }).toMatchObject({ code: 0 });
  },
);
