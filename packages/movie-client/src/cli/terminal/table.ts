import stringWidth from 'string-width';

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** Default: left. */
  readonly align?: 'left' | 'right';
  /** Whether it shrinks first when the table is too wide. */
  readonly shrinks: boolean;
  readonly text: (row: Row) => string;
}

const GAP = '  ';
const MIN_WIDTH = 6;

/**
 * The width of each column: that of its widest text, or less if the table would not fit.
 *
 * @param totalWidth the columns of the terminal
 */
export function columnWidths<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  totalWidth: number,
): readonly number[] {
  const widths = columns.map(({ title, text }) =>
    rows.reduce((width, row) => Math.max(width, stringWidth(text(row))), stringWidth(title)),
  );
  const available = totalWidth - GAP.length * (columns.length - 1);
  const shrinksFirst = (index: number) => columns[index]?.shrinks === true;
  shrink(widths, available, shrinksFirst);
  // If the terminal is still too narrow, cut-off ids are better than lines that wrap.
  shrink(widths, available, () => true);
  return widths;
}

/** Shrinks the widest column by one until the table fits. */
function shrink(widths: number[], available: number, canShrink: (index: number) => boolean): void {
  for (let excess = widths.reduce((sum, width) => sum + width, 0) - available; excess > 0; excess -= 1) {
    const widest = Math.max(MIN_WIDTH, ...widths.filter((_, index) => canShrink(index)));
    const index = widths.findIndex((width, candidate) => canShrink(candidate) && width === widest && width > MIN_WIDTH);
    if (index < 0) return;
    widths[index] = widest - 1;
  }
}

/** One line of a table, without a line break. */
export function tableLine<Row>(
  columns: readonly Column<Row>[],
  widths: readonly number[],
  texts: readonly string[],
): string {
  const cells = columns.map(({ align }, index) => cell(texts[index] ?? '', widths[index] ?? 0, align));
  return cells.join(GAP).trimEnd();
}

function cell(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fitting = fit(text, width);
  const padding = ' '.repeat(Math.max(0, width - stringWidth(fitting)));
  return align === 'right' ? padding + fitting : fitting + padding;
}

const SEGMENTER = new Intl.Segmenter();

/** The text, cut off with an ellipsis if it is wider than `width`. */
export function fit(text: string, width: number): string {
  // Characters take up to two columns, so a short text need not be measured.
  if (text.length * 2 <= width || stringWidth(text) <= width) return text;
  let fitting = '';
  let left = width - 1;
  for (const { segment } of SEGMENTER.segment(text)) {
    left -= stringWidth(segment);
    if (left < 0) break;
    fitting += segment;
  }
  return `${fitting}…`;
}
