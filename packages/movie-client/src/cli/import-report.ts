import type { ImportResult } from '../calls/import-movies.js';
import type { CommandRun } from './command-context.js';
import { findingLines, skippedIn } from './io/import-findings.js';
import type { ImportSource } from './io/import-source.js';
import { placeList } from './io/problem-groups.js';
import { count } from './terminal/count.js';
import { changeJson, sayChanges, undoHint } from './write-report.js';

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

function duplicatesLine({ duplicateCount, duplicates }: ImportResult, source: ImportSource): string {
  const are = duplicateCount === 1 ? '1 of the new movies is' : `${count(duplicateCount)} of the new movies are`;
  const places = placeList(duplicates, ({ position }) => source.where(position), duplicateCount);
  return `Warning: ${are} like another one by title, year and director: ${places}; see \`movie duplicates\``;
}
