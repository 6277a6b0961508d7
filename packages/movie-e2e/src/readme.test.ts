import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { RunningProcess } from 'test-kit';
import { pnpm, repository } from './testing/repository.js';
import { listeningPort } from './testing/server-process.js';
import { TUTORIAL_OUTPUT, tutorialOutput } from './testing/tutorial-output.js';

// As on a terminal, but on a free port, and beside other servers on the same database.
const SERVER_ENV = { MOVIE_PORT: '0', MOVIE_LOG_FORMAT: 'pretty', MOVIE_READ_ONLY: 'true' };

test("the README's session prints what the README says", async () => {
  const [server, client] = await consoleBlocks();
  await using running = type(server.command, SERVER_ENV);
  const port = await listeningPort(running);
  expect(withoutEcho(running.stdout).replace(String(port), '3001')).toBe(server.output);

  await using calling = type(client.command, { MOVIE_ADDRESS: `localhost:${port}` });
  const { code, stdout } = await calling.ended;
  expect(client.output).toBe(TUTORIAL_OUTPUT);
  expect({ code, output: withoutEcho(stdout) }).toEqual({ code: 0, output: tutorialOutput() });
  await running.printed(/^Movie found!$/m);
});

/** The README's blocks in which something is typed: the server's, then the client's. */
async function consoleBlocks() {
  const readme = await readFile(join(repository, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```console\n\$ (?<command>.*)\n(?<output>(?:.*\n)*?)```$/gm)];
  const [server, client] = blocks.map(({ groups }) => ({
    command: groups?.['command'] ?? '',
    output: groups?.['output'] ?? '',
  }));
  if (!server || !client) throw new Error('README.md has no session of a server and a client.');
  return [server, client] as const;
}

/** Types a command of the README at the root, with the pnpm that is there already. */
function type(command: string, env: Record<string, string>): RunningProcess {
  const npx = 'npx -y pnpm@12 ';
  expect(command.startsWith(npx)).toBe(true);
  const [program, ...args] = [...pnpm, ...command.slice(npx.length).split(' ')] as const;
  const options = { cwd: repository, env: { ...env, pnpm_config_verify_deps_before_run: 'false' } };
  return new RunningProcess(program, args, options);
}

/** pnpm echoes each command that it runs. */
function withoutEcho(output: string): string {
  return output.replace(/^\$ .*\n/gm, '');
}
