import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './repository.js';
import type { RepositoryCopy } from './repository-copy.js';

/** What a page says to do with a file: its whole text, or changes, each a text that is once in it and what comes there. */
interface PageEdit {
  readonly path: string;
  readonly text?: string;
  readonly changes: readonly { readonly from: string; readonly to: string }[];
}

/** A file by its path from the root, alone on a line and in bold, and the block below it. */
const EDIT = /^\*\*`([^`\n]+)`\*\*\n\n```(\w+)\n(.*?)\n```$/gms;

/** A page of `docs/`, or the section of it that has this title. */
export function pageText(page: string, title?: string): string {
  const text = readFileSync(join(repository, 'docs', page), 'utf8');
  const section = text.split(/^## /m).find((part) => title !== undefined && part.startsWith(`${title}\n`));
  if (title !== undefined && section === undefined) throw new Error(`docs/${page} has no section ${title}.`);
  return section ?? text;
}

/** The edits of a page or a section, in its order: a block of `diff` changes a file, any other is all of it. */
export function editsOf(page: string, title?: string): readonly PageEdit[] {
  const text = pageText(page, title);
  const edits = [...text.matchAll(EDIT)].map(([, path = '', language, block = '']): PageEdit => {
    if (language !== 'diff') return { path, text: `${block}\n`, changes: [] };
    return { path, changes: block.split(/^@@.*\n/m).map(changeOf) };
  });
  if (edits.length === 0) throw new Error(`docs/${page} changes no file.`);
  return edits;
}

/** The lines of a diff without those that begin with `+`, and without those that begin with `-`. */
function changeOf(hunk: string): { from: string; to: string } {
  const lines = hunk.replace(/\n$/, '').split('\n');
  const without = (sign: '+' | '-') =>
    lines.filter((line) => !line.startsWith(sign)).map((line) => `${line.slice(1)}\n`);
  return { from: without('+').join(''), to: without('-').join('') };
}

/**
 * Does what a page, or a section of it, says.
 *
 * @throws Error if a text that it changes is not once in its file: the file has changed, and the page must follow
 */
export async function followPage(copy: RepositoryCopy, page: string, title?: string): Promise<void> {
  for (const { path, text, changes } of editsOf(page, title)) await applyEdit(copy, path, text, changes);
}

async function applyEdit(
  copy: RepositoryCopy,
  path: string,
  text: string | undefined,
  changes: PageEdit['changes'],
): Promise<void> {
  if (text !== undefined) return copy.write(path, text);
  let file = await copy.read(path);
  for (const { from, to } of changes) {
    if (file.split(from).length !== 2) throw new Error(`${path} has not once:\n${from}`);
    file = file.replace(from, () => to);
  }
  await copy.write(path, file);
}
