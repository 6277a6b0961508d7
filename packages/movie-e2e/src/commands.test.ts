import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { run, TemporaryFolder } from 'test-kit';
import { repository } from './testing/repository.js';

/** What `pnpm start` runs. */
const START = 'packages/dev-tools/src/start.js';

function start(...args: string[]) {
  return run(process.execPath, [START, ...args], { cwd: repository });
}

test.each([[[]], [['--help']]])('pnpm start %j lists every command with a sentence', async (args) => {
  const manifest: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(join(repository, 'package.json'), 'utf8'),
  );
  // Those that run before another have no name of their own.
  const names = Object.keys(manifest.scripts).filter((name) => name !== 'start' && !name.startsWith('pre'));
  const { code, stdout } = await start(...args);
  expect(manifest.scripts['start']).toBe(`node ${START}`);
  const listed = [...stdout.matchAll(/^ {2}pnpm (\S+) +(\S.+)$/gm)].map(([, name]) => name);
  expect({ code, listed: listed.sort() }).toEqual({ code: 0, listed: names.sort() });
});

test.each([
  ['srever', 'There is no command srever. Did you mean server?'],
  ['xyz', 'There is no command xyz.'],
])(
  'pnpm start with the unknown command %s fails, and names what may be meant, and all that there are',
  async (command, why) => {
    const { code, stderr } = await start(command);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(`${why} \`pnpm start\` lists them: server, client, `),
    });
  },
);

test('npm install is stopped at once, and says what to type', async () => {
  using folder = new TemporaryFolder();
  for (const file of ['package.json', 'pnpm-workspace.yaml']) {
    copyFileSync(join(repository, file), folder.file(file));
  }
  const { code, stderr } = await run('npm', ['install'], { cwd: folder.path });
  expect(code).not.toBe(0);
  expect(stderr).toContain('npm can not install this: type npx -y pnpm@12 install\n');
});
