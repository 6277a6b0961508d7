import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { RunningProcess } from 'test-kit';
import { CatalogProcess } from './testing/catalog-process.js';
import { startMovie } from './testing/client-process.js';
import { repository } from './testing/repository.js';

test('the session of docs/session.md goes as it says', async () => {
  const page = readFileSync(join(repository, 'docs/session.md'), 'utf8');
  const { movies } = JSON.parse(readFileSync(join(repository, 'databases/movies.json'), 'utf8'));
  await using server = await CatalogProcess.start(movies);
  await using watch = startMovie(['watch'], server, { onTerminal: true });
  await watch.printed(/Watching/);

  let played = '';
  for (const [block, kind = '', text = ''] of page.matchAll(/```console( watch)?\n(.*?)```/gs)) {
    if (kind === '') played += await replay(text, server);
    else expect(block).toContain('$ movie watch\n');
  }
  const typed = [...page.matchAll(/```console\n(.*?)```/gs)].map(([, text]) => text);
  expect(same(played)).toBe(same(typed.join('')));

  await watch.printed(/deleted/);
  const { stdout, stderr } = await watch.kill('SIGINT');
  const [, watched] = /```console watch\n\$ movie watch\n(.*?)```/s.exec(page) ?? [];
  expect(same(stderr + stdout)).toBe(same(watched));
});

/** A text with the same time, and the same database in names of writes, wherever it is from. */
function same(text = ''): string {
  return text.replace(/^\d\d:\d\d:\d\d/gm, 'TIME').replace(/\b(\d+)-[0-9a-f]{8}\b(?!-)/g, '$1-DATABASE');
}

/** Types the commands of a block, and returns what the terminal shows. */
async function replay(block: string, server: CatalogProcess): Promise<string> {
  let shown = '';
  for (const [line, command = ''] of block.matchAll(/^\$ (.*)\n/gm)) shown += line + (await type(command, server));
  return shown;
}

async function type(command: string, server: CatalogProcess): Promise<string> {
  await using program = command.startsWith('movie ')
    ? startMovie(wordsOf(command).slice(1), server, { onTerminal: true })
    : new RunningProcess('sh', ['-c', command], { cwd: server.folder.path });
  program.endInput();
  const { stdout, stderr } = await program.ended;
  return stdout + stderr;
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}
