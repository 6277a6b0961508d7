import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { type ServerProgram, startMovie, startServer } from './testing/client-programs.js';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const SESSION = `${REPOSITORY}docs/session.md`;

test('the session of docs/session.md goes as it says', async () => {
  const page = readFileSync(SESSION, 'utf8');
  const { movies } = JSON.parse(readFileSync(`${REPOSITORY}databases/movies.json`, 'utf8'));
  await using server = await startServer(movies);
  await using watch = startMovie(['watch'], server, { onTerminal: true });
  await watch.printed(/Watching/);

  let played = '';
  for (const [block, kind = '', text = ''] of page.matchAll(/```console( watch)?\n(.*?)```/gs)) {
    if (kind === '') played += await replay(text, server);
    else expect(block).toContain('$ movie watch\n');
  }
  expect(played).toBe([...page.matchAll(/```console\n(.*?)```/gs)].map(([, text]) => text).join(''));

  await watch.printed(/deleted/);
  const { stdout, stderr } = await watch.kill('SIGINT');
  const [, watched] = /```console watch\n\$ movie watch\n(.*?)```/s.exec(page) ?? [];
  expect(stderr + stdout).toBe(watched);
}, 60_000);

/** Types the commands of a block again, and gives what the terminal would show. */
async function replay(block: string, server: ServerProgram): Promise<string> {
  let shown = '';
  for (const [line, command = ''] of block.matchAll(/^\$ (.*)\n/gm)) shown += line + (await type(command, server));
  return shown;
}

async function type(command: string, server: ServerProgram): Promise<string> {
  if (!command.startsWith('movie '))
    return execFileSync('sh', ['-c', command], { cwd: server.folder, encoding: 'utf8' });
  const args = [...command.slice('movie '.length).matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  const program = startMovie(args, server, { onTerminal: true });
  program.endInput();
  const { stdout, stderr } = await program.ended;
  return stdout + stderr;
}
