import type { ImportResult } from '../calls/import-movies.js';
import type { MovieChange } from '../movie.js';
import type { CommandRun } from './command-context.js';
import { folded } from './edit-distance.js';
import { findingLines, skippedIn } from './io/import-findings.js';
import type { ImportSource } from './io/import-source.js';
import { placeList } from './io/problem-groups.js';
import { count } from './terminal/count.js';
import { printable } from './terminal/printable.js';
import { changeJson, sayChanges, undoHint } from './write-report.js';

/** The most ids that a warning names. */
const MAX_IDS = 5;

/** Says what an import did, or would do, and what is strange about it. */
export async function reportImport(
  result: ImportResult,
  source: ImportSource,
  { options, terminal }: CommandRun<{ readonly dryRun?: boolean }>,
): Promise<void> {
  const { createdCount: created, updatedCount: updated, unchangedCount: unchanged, changes, revision } = result;
  const findings = skippedIn(result, source);
  const { badCount: skipped } = findings;
  if (options.dryRun && !options.json) sayChanges(terminal, changes, created + updated);
  for (const line of findingLines(findings)) terminal.say(`  ${line}`);
  for (const line of source.warnings.lines()) terminal.say(`  Warning: ${line}`);
  const otherMovies = changes.filter(isOtherMovie);
  if (otherMovies.length > 0 && !options.json) terminal.say(`  Warning: ${otherMoviesLine(otherMovies)}`);
  const { duplicateCount: alike } = result;
  if (options.json) {
    const preview = options.dryRun ? { changes: changes.map(changeJson) } : {};
    await terminal.printJson({ created, updated, unchanged, skipped, alike, ...preview, revision });
    return;
  }
  if (alike > 0) terminal.say(`  ${duplicatesLine(result, source)}`);
  const parts = [`${count(created)} new`, `${count(updated)} changed`, `${count(unchanged)} unchanged`];
  const did = options.dryRun ? 'Would import' : 'Imported';
  terminal.say(`${did}: ${parts.join(', ')}${skipped > 0 ? `, ${count(skipped)} skipped` : ''}.`);
  undoHint(terminal, result);
}

/** Whether a change leaves nothing of what tells a movie from others, so that the id is likely that of another one. */
function isOtherMovie({ before, after }: MovieChange): boolean {
  if (!before || !after || before.releaseYear === after.releaseYear) return false;
  return folded(before.title) !== folded(after.title) && folded(before.director) !== folded(after.director);
}

function otherMoviesLine(changes: readonly MovieChange[]): string {
  const would =
    changes.length === 1 ? '1 movie would become another one' : `${changes.length} movies would become others`;
  const ids = changes.slice(0, MAX_IDS).map(({ before }) => before?.id);
  const more = changes.length > ids.length ? ' …' : '';
  return printable(`${would}, with another title, director and year: ${ids.join(', ')}${more}; check the ids`);
}

function duplicatesLine({ duplicateCount, duplicates }: ImportResult, source: ImportSource): string {
  const are = duplicateCount === 1 ? '1 of the new movies is' : `${count(duplicateCount)} of the new movies are`;
  const places = placeList(duplicates, ({ position }) => source.where(position), duplicateCount);
  return `Warning: ${are} like another one by title, year and director: ${places}; see \`movie duplicates\``;
}
