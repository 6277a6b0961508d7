import stringWidth from 'string-width';

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** Default: left. */
  readonly align?: 'left' | 'right';
  /** When the table is too wide, the columns with the lowest number are cut first, as far as that helps. */
  readonly cutTurn: number;
  /** Where its texts are cut. Default: end. */
  readonly cutAt?: CutAt;
  /** How much room it needs, as far as its texts do, before columns that may be left out have any. Default: none. */
  readonly needs?: number;
  /** Whether it is left out where others need its room; the last of such columns is the first to go. Default: false. */
  readonly isOptional?: boolean;
  readonly text: (row: Row) => string;
}

type CutAt = 'middle' | 'end';

const GAP = '  ';
const MIN_WIDTH = 6;

/** The columns that a table has room for, and their widths. */
export interface Layout<Row> {
  readonly columns: readonly Column<Row>[];
  readonly widths: readonly number[];
}

/**
 * Gives each column the width of its widest text. A table that would not fit gets narrower columns, and fewer if others
 * need their room.
 *
 * @param totalWidth the columns of the terminal; Infinity if it doesn't say
 */
export function layOut<Row>(columns: readonly Column<Row>[], rows: readonly Row[], totalWidth: number): Layout<Row> {
  const full = columns.map(({ title, text }) =>
    rows.reduce((width, row) => Math.max(width, stringWidth(text(row))), stringWidth(title)),
  );
  const widths = fittingWidths(columns, full, totalWidth);
  const isMet = columns.every(({ needs = 0 }, index) => (widths[index] ?? 0) >= Math.min(needs, full[index] ?? 0));
  const last = columns.findLastIndex(({ isOptional }) => isOptional);
  return isMet || last < 0 ? { columns, widths } : layOut(columns.toSpliced(last, 1), rows, totalWidth);
}

function fittingWidths<Row>(columns: readonly Column<Row>[], full: readonly number[], totalWidth: number): number[] {
  const widths = [...full];
  const available = totalWidth - GAP.length * (columns.length - 1);
  for (const turn of [...new Set(columns.map(({ cutTurn }) => cutTurn))].sort((a, b) => a - b)) {
    shrink(widths, available, (index) => columns[index]?.cutTurn === turn);
  }
  return widths;
}

/** Shrinks the widest of some columns by one until the table fits. */
function shrink(widths: number[], available: number, canShrink: (index: number) => boolean): void {
  for (let excess = widths.reduce((sum, width) => sum + width, 0) - available; excess > 0; excess -= 1) {
    const widest = Math.max(MIN_WIDTH, ...widths.filter((_, index) => canShrink(index)));
    const index = widths.findIndex((width, candidate) => canShrink(candidate) && width === widest && width > MIN_WIDTH);
    if (index < 0) return;
    widths[index] = widest - 1;
  }
}

/**
 * One line of a table, without a line break.
 *
 * @param isCut whether texts wider than their column are cut; otherwise they make the line longer
 */
export function tableLine<Row>(
  columns: readonly Column<Row>[],
  widths: readonly number[],
  texts: readonly string[],
  isCut: boolean,
): string {
  const cells = columns.map(({ align, cutAt }, index) => {
    const [text, width] = [texts[index] ?? '', widths[index] ?? 0];
    return pad(isCut ? fit(text, width, cutAt) : text, width, align);
  });
  return cells.join(GAP).trimEnd();
}

function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const padding = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return align === 'right' ? padding + text : text + padding;
}

const SEGMENTER = new Intl.Segmenter();

/** The text, cut with an ellipsis if it is wider than `width`. */
export function fit(text: string, width: number, cutAt: CutAt = 'end'): string {
  // Characters take up to two columns, so a short text need not be measured.
  if (text.length * 2 <= width || stringWidth(text) <= width) return text;
  const segments = SEGMENTER.segment(text);
  const tailWidth = cutAt === 'middle' ? Math.floor((width - 1) / 2) : 0;
  const head = firstOf(segments, width - 1 - tailWidth);
  const tail = tailWidth > 0 ? firstOf([...segments].reverse(), tailWidth).reverse() : [];
  return `${head.join('')}…${tail.join('')}`;
}

/** The first characters that fit the width. */
function firstOf(segments: Iterable<Intl.SegmentData>, width: number): string[] {
  const fitting: string[] = [];
  let left = width;
  for (const { segment } of segments) {
    left -= stringWidth(segment);
    if (left < 0) break;
    fitting.push(segment);
  }
  return fitting;
}
