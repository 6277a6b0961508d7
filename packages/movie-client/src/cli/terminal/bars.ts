import stringWidth from 'string-width';
import { count } from './count.js';
import { fit } from './table.js';

/** What a bar stands for. */
export interface Bar {
  readonly name: string;
  readonly count: number;
}

const LONGEST_BAR = 40;
/** What a bar should have, even if names are cut for it. */
const SHORTEST_BAR = 10;
const SHORTEST_NAME = 8;
const GAP = '  ';
/** Parts of a block, from none to seven eighths. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/**
 * Lines with a name, a count and a bar that is as long as the count is large among all of them.
 *
 * @param width how many columns a line may have
 */
export function barLines(bars: readonly Bar[], width: number): string[] {
  const counts = bars.map((bar) => count(bar.count));
  const countWidth = Math.max(...counts.map((text) => text.length));
  const longestName = Math.max(...bars.map(({ name }) => stringWidth(name)));
  const room = width - countWidth - 2 * GAP.length;
  const nameWidth = Math.min(longestName, Math.max(SHORTEST_NAME, room - SHORTEST_BAR));
  const barWidth = Math.min(LONGEST_BAR, room - nameWidth);
  const largest = Math.max(1, ...bars.map((bar) => bar.count));
  return bars.map((bar, index) => {
    const name = fit(bar.name, nameWidth);
    const padding = ' '.repeat(nameWidth - stringWidth(name));
    const number = (counts[index] ?? '').padStart(countWidth);
    return [name + padding, number, blocks((bar.count / largest) * barWidth)].join(GAP).trimEnd();
  });
}

/** A bar of so many columns; what there is any of has at least an eighth. */
function blocks(columns: number): string {
  const eighths = columns > 0 ? Math.max(1, Math.round(columns * 8)) : 0;
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
