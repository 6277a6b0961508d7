import { RunningProcess } from 'test-kit';
import type { CatalogProcess } from './catalog-process.js';
import { startMovie } from './client-process.js';

/** Blocks of a page in which something is typed, and what the terminal shows then; not those with a word after `console`. */
const BLOCK = /```console\n(.*?)```/gs;
/** A command, perhaps on several lines. */
const COMMAND = /^\$ ((?:.*\\\n)*.*)\n/gm;

/**
 * Types all commands of a page on a terminal.
 *
 * @returns the page as it would be with what the terminal showed
 */
export async function replayPage(page: string, server: CatalogProcess): Promise<string> {
  let played = '';
  let end = 0;
  for (const { 0: block, 1: text = '', index } of page.matchAll(BLOCK)) {
    played += `${page.slice(end, index)}\`\`\`console\n${await replay(text, server)}\`\`\``;
    end = index + block.length;
  }
  return played + page.slice(end);
}

async function replay(block: string, server: CatalogProcess): Promise<string> {
  let shown = '';
  for (const [line, command = ''] of block.matchAll(COMMAND)) shown += line + (await type(command, server));
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
  const line = command.replaceAll('\\\n', ' ');
  return [...line.matchAll(/((?:"[^"]*"|[^\s"])+)/g)].map(([word]) => word.replaceAll('"', ''));
}
