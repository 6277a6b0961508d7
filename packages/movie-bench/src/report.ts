import type { Result } from './result.js';
import type { Spread } from './statistics.js';

/** The results as a Markdown table. */
export function toTable(results: readonly Result[]): string {
  const rows = results.map(({ what, figure, unit, against, target }) => [
    what,
    `${spread(figure)} ${unit}`,
    against ? `${spread(against.ratio)} × ${against.what}` : '',
    target?.text ?? '',
    target ? (target.isMet ? 'met' : 'NOT MET') : '',
  ]);
  return markdown([['what', 'median (range)', 'ratio (range)', 'target', ''], ...rows]);
}

function spread({ median, min, max }: Spread): string {
  return min === max ? round(median) : `${round(median)} (${round(min)}–${round(max)})`;
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function markdown(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)].join('\n');
}
