/** Which rows to draw. */
export interface VirtualWindow {
  readonly first: number;
  /** The row after the last one. */
  readonly end: number;
}

/** How many rows are drawn above and below the visible ones, so that scrolling and the tab key find them. */
const MARGIN = 10;

/**
 * The rows of a long list to draw.
 *
 * @param top how far the list's start is above the view's, in pixels; negative if it is below
 * @param height of the view, in pixels
 * @param rowHeight in pixels
 */
export function virtualWindow(top: number, height: number, rowHeight: number, count: number): VirtualWindow {
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight) - MARGIN, count));
  const end = Math.max(first, Math.min(Math.ceil((top + height) / rowHeight) + MARGIN, count));
  return { first, end };
}
