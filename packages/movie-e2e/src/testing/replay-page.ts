import { runInProcess } from 'movie-client/testing';
import { type Ending, run } from 'test-kit';
import type { CatalogServer } from './catalog-server.js';

/** Blocks of a page in which something is typed, and what the terminal shows then; not those with a word after `console`. */
const BLOCK = /```console\n(.*?)```/gs;
/** A command, perhaps on several lines. */
const COMMAND = /^\$ ((?:.*\\\n)*.*)\n/gm;

/**
 * Types all commands of a page on a terminal.
 *
 * @returns the page as it would be with what the terminal showed
 */
export async function replayPage(page: string, server: CatalogServer): Promise<string> {
  let played = '';
  let end = 0;
  for (const { 0: block, 1: text = '', index } of page.matchAll(BLOCK)) {
    played += `${page.slice(end, index)}\`\`\`console\n${await replay(text, server)}\`\`\``;
    end = index + block.length;
  }
  return played + page.slice(end);
}

async function replay(block: string, server: CatalogServer): Promise<string> {
  let shown = '';
  for (const [line, command = ''] of block.matchAll(COMMAND)) shown += line + (await type(command, server));
  return shown;
}

async function type(command: string, server: CatalogServer): Promise<string> {
  const { stdout, stderr } = command.startsWith('movie ')
    ? await runMovie(wordsOf(command).slice(1), server)
    : await run('sh', ['-c', command], { cwd: server.folder.path });
  return stdout + stderr;
}

/** Runs a command of the command line in the server's folder. */
async function runMovie(args: readonly string[], { address, folder }: CatalogServer): Promise<Ending> {
  const before = process.cwd();
  process.chdir(folder.path);
  try {
    return await runInProcess(args, { address, columns: 100 });
  } finally {
    process.chdir(before);
  }
}

function wordsOf(command: string): string[] {
  const line = command.replaceAll('\\\n', ' ');
  return [...line.matchAll(/((?:"[^"]*"|[^\s"])+)/g)].map(([word]) => word.replaceAll('"', ''));
}
