import { count, movieCount } from './count.js';
import type { Terminal } from './terminal.js';

/** The least time between two drawings, in milliseconds. */
const INTERVAL_MS = 100;
/** Shorter work gets no bar, in milliseconds. */
const DELAY_MS = 300;
const BAR_WIDTH = 24;

/** A progress bar on standard error, with the rate and the time left. Only terminals get it. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #startedAt = performance.now();
  #drawnAt = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /**
   * @param movies how many are done
   * @param part how much of the whole that is, from 0 to 1; undefined if it isn't known
   */
  update(movies: number, part: number | undefined): void {
    const now = performance.now();
    if (!this.#terminal.isStderrTerminal || now - this.#startedAt < DELAY_MS) return;
    if (now - this.#drawnAt < INTERVAL_MS) return;
    this.#drawnAt = now;
    this.#terminal.stderr.write(`\r${progressLine(movies, part, (now - this.#startedAt) / 1_000)}\u001b[K`);
  }

  /** Erases the bar, so that the next line starts clean. */
  done(): void {
    if (this.#drawnAt > 0) this.#terminal.stderr.write('\r\u001b[K');
    this.#drawnAt = 0;
  }
}

/** The text of the bar after a number of seconds. */
export function progressLine(movies: number, part: number | undefined, seconds: number): string {
  const rate = `${movieCount(movies)}, ${count(Math.round(movies / Math.max(seconds, 0.001)))}/s`;
  if (part === undefined || part <= 0) return rate;
  const filled = Math.round(Math.min(part, 1) * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const left = Math.ceil((seconds / part) * (1 - Math.min(part, 1)));
  return `${bar} ${String(Math.floor(Math.min(part, 1) * 100)).padStart(3)} %  ${rate}, ${left} s left`;
}
