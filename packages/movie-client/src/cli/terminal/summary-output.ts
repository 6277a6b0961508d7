import type { MovieSummary } from '../../calls/search-movies.js';
import type { Bar } from './bars.js';
import { count, movieCount } from './count.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

/** How many movies have a value. */
interface Row extends Bar {
  /** What a pipe gets in place of the name, if that differs. */
  readonly field?: string;
}

/** Counts that are compared with each other. */
interface Group {
  /** Its heading on a terminal. */
  readonly title: string;
  /** The first field of its lines in a pipe. */
  readonly kind: string;
  readonly rows: readonly Row[];
}

/** Used where a terminal doesn't know its width. */
const WIDTH = 80;

/**
 * Prints how many movies have what in common: bars on a terminal; in a pipe lines of a kind, a value and a number, with
 * tabs between; or JSON.
 */
export async function printSummary(
  terminal: Terminal,
  summary: MovieSummary,
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  if (json) await terminal.printJson(summary);
  else if (terminal.columns === undefined) await printFields(terminal, summary);
  else await printBars(terminal, summary, Number.isFinite(terminal.columns) ? terminal.columns : WIDTH);
}

async function printBars(terminal: Terminal, summary: MovieSummary, width: number): Promise<void> {
  // Loaded only for a terminal: what measures text takes a tenth of the time of a start.
  const { barLines } = await import('./bars.js');
  const { averageRating, unratedCount } = summary;
  await terminal.print(movieCount(summary.totalSize));
  if (averageRating !== undefined) await terminal.print(`average rating ${averageRating.toFixed(1)}`);
  if (unratedCount > 0) await terminal.print(`${count(unratedCount)} not rated`);
  for (const { title, rows } of groupsOf(summary)) {
    if (rows.every((row) => row.count === 0)) continue;
    await terminal.print('');
    await terminal.print({ style: 'bold', text: title });
    for (const line of barLines(rows, width)) await terminal.print(line);
  }
}

async function printFields(terminal: Terminal, summary: MovieSummary): Promise<void> {
  const { totalSize, unratedCount, averageRating = '' } = summary;
  const all = { total: totalSize, unrated: unratedCount, average: averageRating };
  for (const [kind, number] of Object.entries(all)) await terminal.print([kind, '', number].join('\t'));
  for (const { kind, rows } of groupsOf(summary)) {
    for (const { name, field = name, count } of rows) await terminal.print([kind, field, count].join('\t'));
  }
}

function groupsOf({ decades, unknownYearCount, ratingCounts, genres, directors, labelKeys }: MovieSummary): Group[] {
  const ofDecades = decades.map(({ decade, count }) => ({ name: `${decade}s`, field: `${decade}`, count }));
  const unknown = unknownYearCount > 0 ? [{ name: 'unknown', field: '', count: unknownYearCount }] : [];
  const ofRatings = ratingCounts.map((count, from) => ({ name: `${from}–${from + 1}`, field: `${from}`, count }));
  return [
    { title: 'DECADES', kind: 'decade', rows: [...ofDecades, ...unknown] },
    { title: 'RATINGS', kind: 'rating', rows: ofRatings },
    { title: 'GENRES', kind: 'genre', rows: valueRows(genres) },
    { title: 'DIRECTORS', kind: 'director', rows: valueRows(directors) },
    { title: 'LABELS', kind: 'label', rows: valueRows(labelKeys) },
  ];
}

function valueRows(values: MovieSummary['genres']): Row[] {
  return values.map(({ value, count }) => ({ name: printable(value), count }));
}
