import type { Written } from '../calls/write-movies.js';
import type { MovieChange } from '../movie.js';
import { changeText } from './change-text.js';
import type { CommandRun } from './command-context.js';
import { nearValues } from './near-values.js';
import type { FilterOptions } from './options/filter-options.js';
import { count } from './terminal/count.js';
import { movieJson } from './terminal/movie-json.js';
import type { Terminal } from './terminal/terminal.js';

/** The most changes that a person gets to read. */
const MAX_SHOWN = 20;

/** What a write would do. */
export interface Preview {
  /** In a sentence: `Would delete 12 movies.` */
  readonly did: string;
  /** As `--json` prints them. */
  readonly counts: Readonly<Record<string, number>>;
  /** How many movies are selected. */
  readonly total: number;
  /** How many of them would become others. */
  readonly changed: number;
  /** The first of those. */
  readonly changes: readonly MovieChange[];
}

/** Says what a write of all movies that meet conditions would do, and how to do it. */
export async function preview(
  { client, options, terminal, signal }: CommandRun<object>,
  conditions: FilterOptions,
  { did, counts, total, changed, changes }: Preview,
): Promise<void> {
  if (options.json) {
    await terminal.printJson({ ...counts, changes: changes.map(changeJson) });
    return;
  }
  if (total === 0) {
    terminal.say(`No movie found.${await nearValues(client, conditions, signal)}`);
    return;
  }
  sayChanges(terminal, changes, changed);
  terminal.say(`${did} Nothing was changed. Add --expect ${total} to do it.`);
}

/**
 * Says the first changes, one a line.
 *
 * @param total how many there are
 */
export function sayChanges(terminal: Terminal, changes: readonly MovieChange[], total: number): void {
  // A line for one more is as long as that one.
  const shown = changes.slice(0, total === MAX_SHOWN + 1 ? total : MAX_SHOWN);
  for (const change of shown) terminal.say(`  ${changeText(change)}`);
  if (total > shown.length) terminal.say(`  and ${count(total - shown.length)} more`);
}

/** Says how to undo a write that changed something. */
export function undoHint(terminal: Terminal, { revision }: Written): void {
  if (revision !== undefined) terminal.say(`Undo it with: movie undo ${revision}`);
}

/** A change as `--json` prints it. */
export function changeJson({ before, after }: MovieChange): object {
  return { before: before ? movieJson(before) : null, after: after ? movieJson(after) : null };
}
